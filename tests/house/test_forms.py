"""Every form that is sent names its address, so that a fragment in the page's own is not sent along."""

import re
from pathlib import Path

import redphone

FORM = re.compile(r'<form\b[^>]*method="post"[^>]*>')


def without_address(folder: Path) -> list[str]:
    """The forms in the templates below a folder that would be sent to the page's address as it stands."""
    return [
        f"{page.name}: {form}"
        for page in sorted(folder.rglob("*.html"))
        for form in FORM.findall(page.read_text(encoding="utf-8"))
        if " action=" not in form
    ]


def test_each_form_names_its_address() -> None:
    assert without_address(Path(redphone.__file__).parent) == []


def test_a_form_that_names_none_is_caught(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text('<form method="post" novalidate>')
    assert without_address(tmp_path) == ['page.html: <form method="post" novalidate>']
