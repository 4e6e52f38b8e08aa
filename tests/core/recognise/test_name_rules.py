"""Every rule by which a name is read shows itself: its example is read by it, and by none before it."""

import pytest
from ratchet_core.basis.content import Bot, Content
from ratchet_core.recognise.name_rules import BEFORE, END, ENDS, NAMED, Rule
from ratchet_core.recognise.places import PLACES, PlaceRule
from ratchet_core.recognise.view import view_of

BOT = Bot("B1", name="Watchtower")


def first_to_find(table: tuple[Rule, ...], text: str) -> Rule | None:
    return next((rule for rule in table if rule.pattern.search(text)), None)


@pytest.mark.parametrize("rule", BEFORE, ids=lambda rule: rule.name)
def test_what_stands_before_a_name_is_taken_off_by_its_rule(rule: Rule) -> None:
    assert (first_to_find(BEFORE, rule.example), rule.pattern.sub("", rule.example)) == (rule, rule.made)


@pytest.mark.parametrize("rule", NAMED, ids=lambda rule: rule.name)
def test_a_name_that_a_line_says_is_one_is_read_by_its_rule(rule: Rule) -> None:
    found = rule.pattern.search(rule.example)
    assert (first_to_find(NAMED, rule.example), found and found[1], rule.sign in rule.example) == (
        rule,
        rule.made,
        True,
    )


@pytest.mark.parametrize("rule", ENDS, ids=lambda rule: rule.name)
def test_what_varies_behind_a_name_is_cut_by_its_rule(rule: Rule) -> None:
    found = END.search(rule.example)
    assert (first_to_find(ENDS, rule.example), found and rule.example[: found.start()]) == (rule, rule.made)


@pytest.mark.parametrize("rule", PLACES, ids=lambda rule: rule.name)
def test_what_an_alert_is_about_is_found_by_its_rule(rule: PlaceRule) -> None:
    view = view_of(Content(rule.example), BOT)
    found = {one.name: place for one in PLACES if (place := one.find(view, rule.alert))}
    assert next(iter(found.items()), None) == (rule.name, rule.found)
