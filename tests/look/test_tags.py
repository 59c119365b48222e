"""The tags as pages use them: what they print, that they escape, that nothing gives nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.template import Context, Template

from tests.counting import calls_in

NOW = datetime(2024, 11, 22, 17, 4, tzinfo=UTC)
RAISED = NOW - timedelta(minutes=24)


def shown(template: str, **context: Any) -> str:
    return Template("{% load look %}" + template).render(
        Context({"now": NOW, "zone": "Europe/Rome", **context})
    )


class CallForm(forms.Form):
    status = forms.ChoiceField(
        label="Status",
        choices=[("actual", "Actual"), ("exercise", "Exercise"), ("test", "Test")],
        widget=forms.RadioSelect,
    )
    title = forms.CharField(label="Title", help_text="One line.", max_length=20)
    place = forms.CharField(label="Where", required=False)
    place_unknown = forms.BooleanField(required=False)
    note = forms.CharField(label="Note", required=False)
    members = forms.MultipleChoiceField(
        label="Members", choices=[("IT", "Italy"), ("ES", "Spain")], widget=forms.CheckboxSelectMultiple
    )

    def clean(self) -> None:
        self.add_error("place", "Say where, or tick that it is not known.")


def test_clock_says_utc_own_time_and_the_sites() -> None:
    page = shown("{% clock at %}", at=RAISED, site_zone="Asia/Karachi", site_label="Islamabad")
    assert 'datetime="2024-11-22T16:40:00Z"' in page
    assert "<b>16:40 UTC</b> · <span>17:40 Rome</span> · <span>21:40 Islamabad</span>" in page


def test_a_rows_own_site_stands_in_for_the_pages() -> None:
    page = shown('{% clock at zone="Asia/Gaza" label="Gaza" %}', at=RAISED, site_zone="Asia/Karachi")
    assert "18:40 Gaza" in page
    assert "Karachi" not in page


def test_nothing_is_printed_for_a_time_that_is_not_there() -> None:
    assert (
        shown("{% clock at %}{% utc at %}{% since at now %}{% within at now %}{% took at now %}", at=None)
        == ""
    )


def test_what_runs_out_is_told_apart_from_what_is_late() -> None:
    assert 'class="within"' in shown("{% within at now %}", at=NOW + timedelta(minutes=3))
    late = shown("{% within at now %}", at=NOW - timedelta(minutes=3))
    assert 'class="within late"' in late
    assert "3 min late" in late


def test_a_state_is_a_word_with_a_shape_that_is_not_read_aloud() -> None:
    page = shown('{% state "answered" %}')
    assert ">Answered</span>" in page.replace("</svg>Answered", ">Answered")
    assert 'aria-hidden="true"' in page
    assert "Ringing the deputy" in shown('{% state "ringing" "Ringing the deputy" %}')


def test_what_others_typed_is_escaped() -> None:
    hostile = "<script>alert(1)</script>"
    figure = {"value": 1, "unit": hostile, "quantifier": "exactly", "source": hostile, "confidence": hostile}
    page = shown(
        '{% state "ringing" h %}{% mark h h %}{% figure f %}{% clock at zone="Asia/Gaza" label=h %}',
        h=hostile,
        f=figure,
        at=NOW,
    )
    assert "<script" not in page.lower()
    assert page.lower().count("&lt;script") == 7


def test_a_mark_is_never_translated_and_keeps_its_national_one() -> None:
    page = shown('{% mark "AMBER" "UK OFFICIAL-SENSITIVE" %}')
    assert '<span class="mark" translate="no">TLP:AMBER</span>' in page
    assert "UK OFFICIAL-SENSITIVE" in page
    assert shown('{% mark "" %}') == ""


def test_a_figure_says_unit_source_time_and_certainty() -> None:
    given = {
        "value": 140,
        "unit": "persons",
        "quantifier": "at_least",
        "source": "UK embassy",
        "as_of": "2024-11-22T16:50:00.000Z",
        "confidence": "likely",
    }
    page = shown("{% figure f %}", f=given)
    for part in ("<b>at least 140 persons</b>", "UK embassy", "as of", "16:50 UTC", "likely"):
        assert part in page
    plain = shown("{% figure_plain f %}", f=given)
    assert plain == "at least 140 persons · UK embassy · as of Fri 22 Nov 2024 16:50 UTC · likely"


def test_a_field_ties_label_hint_and_error_to_its_input_and_keeps_what_was_typed() -> None:
    form = CallForm({"title": "x" * 21})
    page = shown("{% field form.title %}", form=form)
    assert '<label for="id_title">Title</label>' in page
    assert 'aria-describedby="id_title_hint id_title_error"' in page
    assert 'aria-invalid="true"' in page
    assert f'value="{"x" * 21}"' in page


def test_an_empty_field_is_told_what_to_do() -> None:
    page = shown(
        "{% field form.title %}{% field form.members %}{% statuses form.status %}", form=CallForm({})
    )
    assert "Fill this in." in page
    assert "Tick at least one." in page
    assert "Choose one." in page
    assert "This field is required" not in page


def test_not_known_yet_stands_with_its_field_and_optional_is_said() -> None:
    page = shown("{% field form.place %}{% field form.note %}", form=CallForm())
    assert 'name="place_unknown"' in page
    assert "Not known yet" in page
    assert page.count("(optional)") == 1


def test_many_boxes_are_one_group_with_one_legend() -> None:
    page = shown("{% field form.members %}", form=CallForm())
    assert "<legend>Members</legend>" in page
    assert page.count('<label class="tick"') == 2


def test_the_statuses_differ_in_word_and_class_and_say_what_they_mean() -> None:
    page = shown("{% statuses form.status %}", form=CallForm({"status": "exercise"}))
    for status, word in (("actual", "ACTUAL"), ("exercise", "EXERCISE"), ("test", "TEST")):
        assert f'class="pick {status}"' in page
        assert f'<strong class="status {status}">{word}</strong>' in page
    assert page.count("checked") == 1
    assert "Nobody has to decide anything." in page


def test_the_summary_leads_to_each_field() -> None:
    page = shown("{% errors form %}", form=CallForm({}))
    assert 'role="alert"' in page
    assert '<a href="#id_title">Title: Fill this in.</a>' in page
    assert '<a href="#id_status_0">' in page
    assert '<a href="#id_place">Where: Say where, or tick that it is not known.</a>' in page


def test_the_summary_takes_sets_of_forms_and_none() -> None:
    several = forms.formset_factory(CallForm, extra=0, min_num=2)
    typed = {
        "form-TOTAL_FORMS": "2",
        "form-INITIAL_FORMS": "0",
        "form-0-title": "x",
        "form-1-title": "x" * 21,
    }
    page = shown("{% errors form set nothing %}", form=CallForm({}), set=several(typed), nothing=None)
    assert '<a href="#id_title">' in page
    assert '<a href="#id_form-0-title">' not in page
    assert (
        '<a href="#id_form-1-title">Title: This is too long: 21 letters, and at most 20 can be sent.' in page
    )


def test_a_form_without_mistakes_has_no_summary() -> None:
    assert shown("{% errors form %}", form=CallForm()).strip() == ""


def test_fifty_rows_of_clocks_and_states_are_little_work() -> None:
    template = Template(
        '{% load look %}{% for at in times %}{% clock at zone="Asia/Karachi" label="Islamabad" %}'
        '{% since at now %}{% state "ringing" %}{% status_word "actual" %}{% endfor %}'
    )
    context = {
        "now": NOW,
        "zone": "Europe/Rome",
        "times": [NOW - timedelta(minutes=n * 40) for n in range(50)],
    }
    template.render(Context(context))
    assert calls_in(lambda: template.render(Context(context))) < 20_000
