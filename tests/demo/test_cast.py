"""The network of the statement, and a cast that nobody can take for real people."""

from redphone.demo import cast

MEMBERS = {"AU", "CA", "IT", "NZ", "ES", "GB", "US", "EC"}


def test_the_network_is_that_of_the_statement() -> None:
    roles: dict[str, set[str]] = {}
    for entry in cast.ENTRIES:
        roles.setdefault(entry.role, set()).add(entry.code)
    assert roles == {
        "member": MEMBERS,
        "participant": {"DE", "BR"},
        "partner": {"UNHCR", "IOM"},
        "secretariat": {"SEC"},
    }


def test_every_party_has_a_name_in_six_languages() -> None:
    for entry in cast.ENTRIES:
        assert tuple(entry.names) == cast.LANGUAGES
        assert all(entry.names.values())


def test_the_chair_is_the_statements_and_its_substitutes_are_said_to_be_invented() -> None:
    assert cast.CHAIR == "US"
    assert set(cast.SUBSTITUTES) <= MEMBERS - {cast.CHAIR}
    assert "invented for this demonstration" in cast.CHAIR_REASON
    assert "who chairs the network today is not public" in cast.CHAIR_REASON


def test_every_party_has_a_duty_officer_and_another_person_as_deputy() -> None:
    for code in cast.PARTIES:
        assert cast.on_duty(code) != cast.on_duty(code, "deputy")
        assert {part.office for part in cast.CAST if part.party == code} == {
            "duty_desk",
            "desk_officer",
            "senior_official",
            "administrator",
        }


def test_everybody_is_plainly_fictional() -> None:
    for part in cast.CAST:
        assert part.name.endswith(" Example")
        assert part.email.isascii()
        assert part.email.endswith(f"@{part.party.lower()}.example")
    assert len(cast.BY_EMAIL) == len(cast.CAST)


def test_names_begin_with_what_a_person_does() -> None:
    firsts = {part.email[0]: (part.office, part.duty) for part in cast.CAST}
    assert firsts == {
        "a": ("duty_desk", "duty"),
        "b": ("duty_desk", "deputy"),
        "c": ("desk_officer", ""),
        "d": ("senior_official", ""),
        "e": ("administrator", ""),
    }
    assert {(part.office, part.duty) for part in cast.CAST} == set(firsts.values())


def test_canada_and_the_commission_are_rung_in_french() -> None:
    assert {part.party for part in cast.CAST if part.language == "fr"} == {"CA", "EC"}
    assert cast.on_duty("CA").language == cast.on_duty("EC").language == "fr"
