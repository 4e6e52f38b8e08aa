import subprocess
import sys
import time

import pytest
from ratchet_core.reading.retrieval import (
    MOST_POSTINGS,
    Candidate,
    Copies,
    Demand,
    Hit,
    NotFound,
    Postings,
    Shortfall,
    Statistics,
    best,
    ranked,
    sets_of,
    weight_in,
    weight_of,
)
from ratchet_core.reading.terms import LONGEST_TERM, MOST_TERMS, is_faint, terms_of
from ratchet_core.searching import VERSION

VPN = terms_of("Hi all, how do I renew an expired VPN certificate on the build agent?")
VPN_AGAIN = terms_of("anyone know how to renew the expired vpn certificate of a build agent?")
PRINTER = terms_of("The printer on the third floor shows PC LOAD LETTER, what now?")
OTHERS = ("walrus", "teapot", "canoe", "violin", "meadow", "lantern")
LUNCH = terms_of("Is the canteen open on Friday?")


def postings(**texts: tuple[str, ...]) -> Postings:
    """Return an index of documents that were added one second after the other."""
    index = Postings()
    for at, (key, terms) in enumerate(texts.items()):
        index.add(key, at, terms)
    return index


def asked(index: Postings, terms: tuple[str, ...], demand: Demand | None = None) -> Hit | NotFound:
    """Return what an index says of a question."""
    candidates = index.candidates(terms)
    return best(terms, candidates, index.statistics(terms, candidates), demand or Demand())


def filled() -> Postings:
    """Return an index of a question about certificates among others."""
    return postings(vpn=VPN, printer=PRINTER, lunch=LUNCH, **{f"n{n}": (f"word{n}", "deploy") for n in range(50)})


def test_what_every_question_has_is_no_term() -> None:
    assert terms_of("Hello everyone, could somebody please help me with this? Thanks!") == ()


def test_inflected_words_are_one_term() -> None:
    assert terms_of("installing installed installs installation") == terms_of("install")


def test_plurals_are_one_term_with_their_singular() -> None:
    assert terms_of("boxes queries partitions classes") == terms_of("box query partition class")


def test_names_codes_and_versions_stay_as_they_are() -> None:
    assert terms_of("ERR_CONN_RESET from apt-get 14.04.2, error 403 and 0x80070005 on eth0, c++ too") == (
        ("err_conn_reset", "apt-get", "14.04.2", "error", "403", "0x80070005", "eth0", "c++")
    )


def test_the_words_of_an_error_are_terms() -> None:
    assert terms_of("E: Unable to locate package zsh-foo") == ("unabl", "locat", "packag", "zsh-foo")


def test_a_path_is_known_by_its_last_part() -> None:
    assert terms_of("/etc/fstab") == terms_of("fstab") == ("fstab",)


def test_things_with_slashes_between_are_several_terms() -> None:
    assert terms_of("cd/dvd") == ("cd", "dvd")


def test_addresses_mentions_emoji_and_quantities_are_dropped() -> None:
    assert terms_of("@ana.lee :wave: \U0001f44b https://a.example/b?c=d www.a.example 10 minutes, 2nd, 4gb, 12:30") == (
        ("minut",)
    )


def test_there_are_not_more_terms_than_are_wanted() -> None:
    assert len(terms_of(" ".join(f"host{n}" for n in range(100)))) == MOST_TERMS


def test_a_term_is_not_longer_than_wanted() -> None:
    assert terms_of("7a" * (LONGEST_TERM // 2) + " " + "7b" * LONGEST_TERM) == ("7a" * (LONGEST_TERM // 2),)


HOSTILE = (":a", "@", "a.", "1.", "'", "/", "http://", "-", "w" * 7 + "ing", "\u0130", ":a_" * 11, "0x")


def seconds(times: int) -> float:
    """Return the time of the processor that reading hostile texts of so many repetitions takes."""
    before = time.process_time()
    for one in HOSTILE:
        terms_of(one * times)
    return time.process_time() - before


def test_hostile_text_is_read_in_time_that_grows_with_its_length() -> None:
    """Four times the text takes less than ten times as long, in one of five tries: a busy machine may slow some."""
    assert any(seconds(100_000) < 10 * seconds(25_000) for _ in range(5))


def test_the_same_question_is_found() -> None:
    assert asked(filled(), VPN_AGAIN) == Hit("vpn", 0, 0.75, 4.62, VPN_AGAIN)


def test_three_shared_words_are_not_the_same_question() -> None:
    found = asked(filled(), terms_of("Which VPN client runs on the tablet of a build engineer?"))
    assert (type(found), getattr(found, "why", None)) == (NotFound, Shortfall.BELOW_THRESHOLD)


def test_a_third_of_the_question_is_not_enough_and_the_nearest_is_named() -> None:
    long = (*VPN[:3], *OTHERS)
    assert asked(filled(), long) == NotFound(Shortfall.BELOW_THRESHOLD, Hit("vpn", 0, 0.23, 2.31, VPN[:3]))


def test_the_threshold_is_a_parameter() -> None:
    long = (*VPN[:3], *OTHERS)
    assert asked(filled(), long, Demand(score=0.2)) == Hit("vpn", 0, 0.23, 2.31, VPN[:3])


def test_all_of_a_question_of_two_common_words_is_not_enough() -> None:
    index = postings(one=("open", "vpn"), **{f"n{n}": ("vpn", f"word{n}") for n in range(50)})
    assert isinstance(asked(index, ("open", "vpn")), NotFound)


def test_a_faint_term_tells_a_third_of_what_another_does() -> None:
    assert weight_in("best", 3, 1_000) == weight_of(3, 1_000) // 3


def test_a_name_with_a_digit_or_a_sign_tells_half_as_much_again_as_a_word() -> None:
    assert weight_in("vault-7", 3, 1_000) == weight_of(3, 1_000) * 3 // 2


def test_words_that_say_little_are_faint_and_names_are_not() -> None:
    assert [is_faint(term) for term in terms_of("the best way to change vault-7")] == [True, True, True, False]


def test_who_tells_a_story_is_not_counted_out_by_its_many_words() -> None:
    story = tuple("abcdefghijklmnopqrstuvwxyz")
    (hit,) = ranked(story, (Candidate("x", 1, story[:9]),), Statistics(99, {}))
    assert (hit.score, hit.rarity) == (0.86, 9.0)


def test_a_question_of_one_term_is_not_looked_up() -> None:
    assert asked(filled(), ("vpn",)) == NotFound(Shortfall.TOO_FEW_TERMS)


def test_nothing_is_found_in_an_empty_index() -> None:
    assert asked(Postings(), VPN) == NotFound(Shortfall.NOTHING_SIMILAR)


def test_a_common_term_tells_less_than_a_rare_one() -> None:
    assert weight_of(500, 1_000) < weight_of(1, 1_000)


def test_the_newer_of_two_equal_documents_comes_first() -> None:
    index = postings(old=VPN, new=VPN)
    assert [one.key for one in index.candidates(VPN)] == ["new", "old"]


def test_of_two_equal_documents_of_one_moment_the_lesser_key_comes_first() -> None:
    candidates = (Candidate("b", 1, VPN), Candidate("a", 1, VPN))
    hits = ranked(VPN, candidates, Statistics(99, dict.fromkeys(VPN, 2)))
    assert [hit.key for hit in hits] == ["a", "b"]


def test_the_score_is_the_mean_of_both_shares_less_the_doubt_of_a_chance_meeting() -> None:
    (hit,) = ranked(tuple("abcd"), (Candidate("x", 1, tuple("abcdefgh")),), Statistics(99, {}))
    assert (hit.score, hit.shared) == (round((1 * 0.5) ** 0.5 * 4 / (4 + 1.5), 2), ("a", "b", "c", "d"))


def test_a_long_document_may_say_more_but_must_share_more() -> None:
    (hit,) = ranked(tuple("abcd"), (Candidate("x", 1, tuple("abcdefgh"), long=True),), Statistics(99, {}))
    assert hit.score == round(4 / (4 + 3), 2)


def test_a_term_that_the_statistics_do_not_know_is_in_no_document() -> None:
    (hit,) = ranked(("a", "b", "c"), (Candidate("x", 1, ("a", "b")),), Statistics(99, {}))
    assert (hit.score, hit.rarity) == (0.47, 2.0)


def test_a_removed_document_is_not_found() -> None:
    index = filled()
    index.remove("vpn")
    assert asked(index, VPN_AGAIN) == NotFound(Shortfall.NOTHING_SIMILAR)


def test_removing_what_is_not_there_changes_nothing() -> None:
    index = filled()
    index.remove("nothing")
    assert len(index) == 53


def test_adding_and_removing_leaves_nothing_behind() -> None:
    index = postings(vpn=VPN)
    index.remove("vpn")
    assert (len(index), index._holders, "vpn" in index) == (0, {}, False)


def test_adding_under_a_known_key_replaces() -> None:
    index = postings(vpn=VPN)
    index.add("vpn", 7, LUNCH)
    assert index.candidates((*VPN, *LUNCH)) == (Candidate("vpn", 7, LUNCH),)


def test_statistics_count_the_terms_of_question_and_candidates() -> None:
    index = postings(one=("a", "b"), two=("a", "c"))
    assert index.statistics(("a", "z"), index.candidates(("c",))) == Statistics(2, {"a": 2, "z": 0, "c": 1})


def test_a_common_term_is_not_looked_up_beside_a_rare_one() -> None:
    index = postings(rare=("rare", "common"), **{f"n{n}": ("common",) for n in range(300)})
    assert [one.key for one in index.candidates(("common", "rare"))] == ["rare"]


def test_a_faint_term_is_looked_up_after_one_that_tells_more() -> None:
    index = postings(faint=("best",), telling=("vault-7",), **{f"n{n}": ("vault-7",) for n in range(5)})
    assert [one.key for one in index.candidates(("best", "vault-7"), limit=10)][-1] == "faint"


def test_a_common_term_is_looked_up_where_no_other_is_known() -> None:
    index = postings(**{f"n{n}": ("common",) for n in range(100)})
    assert [one.key for one in index.candidates(("common", "unknown"), 2)] == ["n99", "n98"]


def test_a_look_up_in_a_large_index_looks_at_no_more_documents_than_are_wanted() -> None:
    index = Postings()
    for number in range(20_000):
        index.add(str(number), number, (f"w{number * step % 3_001}" for step in range(1, 11)))
    looked_at: list[str] = []

    def wanted(key: str) -> bool:
        looked_at.append(key)
        return True

    for number in range(100):
        index.candidates((f"w{number * step % 3_001}" for step in range(7, 17)), wanted=wanted)
    assert 0 < len(looked_at) <= 100 * MOST_POSTINGS


def test_the_order_of_what_is_found_does_not_depend_on_the_hash_seed() -> None:
    program = (
        "from ratchet_core.reading.retrieval import *; p = Postings()\n"
        "for n in range(300): p.add(f'k{n % 97}', n % 7, (f'w{n % 5}', f'w{n % 11}', f'v{n % 13}'))\n"
        "q = ('w1', 'v3', 'w2', 'v5'); c = p.candidates(q); print(c, ranked(q, c, p.statistics(q, c), Demand(0, 1, 0)))"
    )
    printed = [
        subprocess.run(
            [sys.executable, "-c", program], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in "123"
    ]
    assert printed == [printed[0]] * 3


@pytest.mark.parametrize("step", [1, -1, 5])
def test_what_is_found_does_not_depend_on_the_order_of_adding(step: int) -> None:
    numbers = [number * step % 1001 for number in range(1001)]
    index = Postings()
    for number in numbers:
        index.add(f"q{number}", number, ("vault", "rotate"))
    assert [one.key for one in index.candidates(("vault", "rotate"), limit=3)] == ["q1000", "q999", "q998"]


RENEW = "how do I renew an expired VPN certificate on the build agent?"
WORDINGS = (
    RENEW,
    "Hi all, my VPN certificate expired on a build agent; how can I renew it please?",
    "anyone know how to renew the expired vpn certificate of a build agent? it is urgent",
    "blimey, renew expired vpn certificate build agent?",
    "renewing expired certificates for the VPN of an agent",
)


def among(others: int, *asked_before: str) -> Postings:
    """Return an index of so many different questions, and of some that were asked among them, evenly over time."""
    index = Postings()
    for number in range(others):
        index.add(f"o{number}", number * len(asked_before), terms_of(f"why {' '.join(words_of(number))}?"))
    for number, text in enumerate(asked_before):
        index.add(f"{number}", number * (others + 1), terms_of(text))
    return index


def words_of(number: int) -> list[str]:
    """Return the words of a made-up question."""
    return [f"{start}{'aeiou'[number * step % 5]}{'bdfgklmnprst'[number * step % 12]}ox" for step, start in STARTS]


STARTS = ((7, "br"), (11, "cl"), (13, "dr"), (17, "fl"), (23, "gr"))


def found_in(index: Postings, text: str) -> str | None:
    found = asked(index, terms_of(text))
    return found.key if isinstance(found, Hit) else None


@pytest.mark.parametrize("others", [0, 10, 2_000])
@pytest.mark.parametrize("times", [1, 10, 100, 400])
def test_a_question_is_found_each_time_however_often_it_was_asked(others: int, times: int) -> None:
    index = among(others, *[RENEW] * times)
    assert {found_in(index, text) for text in WORDINGS} == {str(times - 1)}


@pytest.mark.parametrize("others", [10, 2_000])
@pytest.mark.parametrize("times", [10, 100, 400])
def test_a_question_is_found_each_time_in_whatever_words_it_was_asked(others: int, times: int) -> None:
    index = among(others, *(WORDINGS[number % len(WORDINGS)] for number in range(times)))
    assert all(str(found_in(index, text)).isdecimal() for text in WORDINGS)


@pytest.mark.parametrize("times", [1, 10, 100])
def test_a_question_that_was_asked_often_is_as_surely_found_as_one_that_was_asked_once(times: int) -> None:
    assert getattr(asked(among(50, *[RENEW] * times), terms_of(RENEW)), "score", None) == 0.75


@pytest.mark.parametrize("count", [30, 100])
@pytest.mark.parametrize(
    "pattern",
    [
        "how do I restart the {} pods?",
        "how do I restart the {} pods in the kubernetes cluster?",
        "{} is broken in the staging cluster since the deploy, can somebody help?",
    ],
)
def test_different_questions_of_one_pattern_are_not_taken_for_each_other(pattern: str, count: int) -> None:
    named = [pattern.format("".join(words_of(number)[:3])) for number in range(count)]
    assert found_in(among(100, *named), pattern.format("grafana")) is None


def test_of_questions_of_one_pattern_the_same_is_found() -> None:
    named = [f"how do I restart the {''.join(words_of(number)[:3])} pods in the cluster?" for number in range(100)]
    assert found_in(among(100, *named), named[40]) == "40"


def test_a_rare_word_beside_a_common_question_does_not_hide_it() -> None:
    index = among(20, *[RENEW] * 500, "is the walrus in the meadow?")
    assert found_in(index, f"{RENEW} walrus") == "499"


def test_statistics_count_the_copies_of_a_question() -> None:
    index = postings(one=VPN, two=VPN_AGAIN, other=PRINTER)
    assert index.statistics(VPN, index.candidates(VPN)).copies == Copies(2, dict.fromkeys(VPN, 2))


def test_copies_that_are_too_many_to_look_at_are_told_from_the_newest() -> None:
    index = among(0, *[RENEW] * 700)
    terms = terms_of(RENEW)
    assert index.statistics(terms, index.candidates(terms)).copies == Copies(700, dict.fromkeys(terms, 700))


def test_the_terms_of_a_text_are_those_of_this_version_of_documents() -> None:
    text = "After the v2.4.1 deploy, pods of checkout-api crash with ERR_CONN_RESET; can I restart /srv/app/worker.sh?"
    pinned = {
        1: ("after", "v2.4.1", "deploy", "pod", "checkout-api", "crash", "err_conn_reset", "restart", "worker.sh")
    }
    assert pinned.get(VERSION) == terms_of(text), "other documents come of the same records: raise searching.VERSION"


def rare(**frequencies: int) -> Statistics:
    return Statistics(1_000_000, frequencies)


@pytest.mark.parametrize(
    ("frequencies", "sets"),
    [
        ({"a": 3, "b": 10, "c": 300}, ["a", "b", "c"]),
        ({"a": 3, "b": 300, "c": 5_000, "d": 6_000, "e": 0}, ["a", "b", "cd"]),
        ({"a": 500, "b": 600, "c": 700, "d": 800}, ["ab", "ac", "ad", "bc", "bd", "cd"]),
        ({"a": 2_000, "b": 2_500, "c": 30_000, "d": 80_000}, ["ab", "ac", "bc"]),
        ({"a": 30_000, "b": 80_000, "c": 90_000}, ["abc"]),
        ({"a": 30_000}, []),
    ],
)
def test_candidates_have_one_rare_term_or_several_that_few_documents_have_together(
    frequencies: dict[str, int], sets: list[str]
) -> None:
    assert sorted("".join(sorted(one)) for one in sets_of(tuple(frequencies), rare(**frequencies))) == sets
