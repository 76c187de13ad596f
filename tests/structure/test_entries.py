"""Every act is used, and reaches the ledger, except those listed here with the reason why not."""

import grimp
import pytest

GRAPH = grimp.build_graph("threshold", cache_dir=None)
ACTIONS = sorted(
    module for module in GRAPH.modules if ".actions." in module and not module.startswith("threshold.ledger.")
)
APPENDING = ("threshold.ledger.actions.append", "threshold.ledger.actions.append_many")

WITHOUT_AN_ENTRY = {
    "clocks.actions.start": "the entry of the act that starts a clock covers it",
    "clocks.actions.start_many": "the same",
    "clocks.actions.stop": "the same",
    "clocks.actions.sweep": "that a date went by follows from the facts",
    "clocks.actions.correct_crossings": "the recount that it is part of has the entry",
    "referrals.actions.escalate": "telling somebody that a date went by changes no record",
    "confidentiality.actions.record_read": "reads have a log of their own, append-only",
    "confidentiality.actions.record_refusal": "so have refusals",
    "evidence.actions.expire": "a draft that was never sent is no record",
    "evidence.actions.remove": "nor is a file in one",
    "evidence.actions.sweep": "nor is what no row knows",
    "referrals.actions.save_draft": "a draft is no record before it is sent",
    "referrals.actions.discard_draft": "the same",
    "referrals.actions.expire_drafts": "the same",
    "referrals.actions.use_receipt": "when a code was last used is shown to its holder and kept for nobody else",
    "people.actions.name_referrer": "the entry of receiving covers it; a later change has its own",
    "messages.actions.post": "the act that causes a letter has the entry",
    "messages.actions.deliver": "carrying it changes no record",
    "upkeep.actions.watch": "what failed, and when, is nobody's act and about no record",
}


def appends(module: str) -> bool:
    return any(GRAPH.find_shortest_chain(importer=module, imported=entry) for entry in APPENDING)


@pytest.mark.parametrize("module", ACTIONS)
def test_an_act_reaches_the_ledger_or_says_why_not(module):
    assert appends(module) is (module.removeprefix("threshold.") not in WITHOUT_AN_ENTRY)


def test_the_reasons_are_about_actions_that_exist():
    assert {f"threshold.{name}" for name in WITHOUT_AN_ENTRY} <= set(ACTIONS)


@pytest.mark.parametrize("module", ACTIONS)
def test_there_is_a_way_to_do_each_act(module):
    assert GRAPH.find_modules_that_directly_import(module)
