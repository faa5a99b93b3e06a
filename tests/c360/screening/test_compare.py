"""The judgement on a pair: pairs labelled by hand, and what holds for every pair."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.screening import figures, pairs
from c360.screening import THRESHOLD, Comparison, IdentityDocument, Subject, compare

SAME = [
    ("Person", "Mohamed Salah Hassan", "HASSAN, Muhammad Salah"),
    ("Person", "Bill Haverford", "HAVERFORD, William"),
    ("Person", "Sasha Zhukov", "ZHUKOV, Aleksandr Dmitrievich"),
    ("Person", "Владимир Путин", "PUTIN, Vladimir Vladimirovich"),
    ("Person", "Evgenij Wiktorowitsch Prigoschin", "PRIGOZHIN, Yevgeniy Viktorovich"),
    ("Person", "王小明", "WANG Xiaoming"),
    ("Person", "Chiang Tse-lin", "JIANG Zelin"),
    ("Person", "김영철", "KIM Yong Chol"),
    ("Person", "J. Smith", "SMITH, John"),
    ("Person", "W. G. H. Stevens", "STEVENS, Walter George Henry"),
    ("Person", "A. Q. Khan", "KHAN, Abdul Qadeer"),
    ("Person", "Noureddine Djaballah", "JABALLAH, Nur al-Din"),
    ("Person", "Abdelaziz Bouteflika", "BUTAFLIQA, Abd al-Aziz"),
    ("Person", "Dr. Hassan Dahir Aweys", "Sheikh Hassan Dahir AWEYS"),
    ("Person", "Reza Sadeghl", "SADEGHI, Reza"),
    ("Person", "Joaquín Guzmán", "GUZMAN LOERA, Joaquin Archivaldo"),
    ("Company", "OOO Stroygazmontazh", "Stroygazmontazh Limited Liability Company"),
    ("Company", "ПАО Сургутнефтегаз", "Surgutneftegas PJSC"),
    ("Company", "Al Noor Trdg Co LLC", "AL-NOUR TRADING COMPANY L.L.C."),
    ("Company", "Kowalczyk Transport Sp. z o.o.", "KOWALCZYK TRANSPORT SPOLKA Z OGRANICZONA ODPOWIEDZIALNOSCIA"),
    ("Organization", "Liberation Front of South Arabia", "South Arabia Liberation Front"),
    ("Vessel", "GRACE 1", "GRACE I"),
]  # fmt: skip
DIFFERENT = [
    ("Person", "Boris Romanovich Rotenberg", "ROTENBERG, Igor Arkadyevich"),
    ("Person", "Aleksandr Petrov", "PETROVA, Aleksandra"),
    ("Person", "Hasan Rohani", "ROUHANI, Hussein"),
    ("Person", "Robert Kiprotich Jr", "Robert KIPROTICH Sr"),
    ("Person", "K. Thompson", "THOMPSON, Peter James"),
    ("Person", "A. W. Khan", "KHAN, Abdul Qadeer"),
    ("Person", "Li Na", "LI Nan"),
    ("Person", "Mario Bianchi", "BIANCHI, Maria"),
    ("Person", "Daniel Carter", "CARVER, Daniel"),
    ("Person", "Mike Delaney", "DELANEY, Mitchell"),
    ("Person", "Karim Massoud Hadi", "HADI, Massoud Karim"),
    ("Person", "Mohammed Yusuf", "MOHAMMED, Ibrahim Salih"),
    ("Person", "Putin", "PUTIN, Vladimir Vladimirovich"),
    ("Company", "Hansa Metall Handels GmbH", "Hansa Holz Handelsgesellschaft mbH"),
    ("Company", "Caspian Grain Export LLC", "Caspian Fish Export LLC"),
    ("Company", "Jinan Xinghai Electronics", "Jinan Xinghe Electronics"),
    ("Company", "Plant No. 19 JSC", "Plant No. 91 JSC"),
    ("Vessel", "ATLAS 1", "ATLAS 7"),
    ("Vessel", "GOLDEN RAY", "GOLDEN BAY"),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "left", "right"), SAME)
def test_names_of_one(schema: str, left: str, right: str) -> None:
    assert compare(Subject(left, schema), Subject(right, schema)).match


@pytest.mark.parametrize(("schema", "left", "right"), DIFFERENT)
def test_names_of_two(schema: str, left: str, right: str) -> None:
    assert not compare(Subject(left, schema), Subject(right, schema)).match


@pytest.mark.parametrize(("file", "wanted"), [("name_pairs.tsv", 0.93), ("name_pairs_held_out.tsv", 0.87)])
def test_the_labelled_pairs(file: str, wanted: float) -> None:
    labelled = pairs(file)
    scores = [compare(Subject(p.left, p.schema), Subject(p.right, p.schema)).score for p in labelled]
    assert figures(labelled, scores, THRESHOLD)[2] >= wanted


def test_a_known_figure_and_its_words() -> None:
    found = compare(
        Subject("Mohamed Hassan", birth_date="1961", countries=("EG",)),
        Subject("HASSAN, Muhammad", birth_date="1963-04-02", countries=("Iran",)),
    )
    told = {one.words: one.effect for one in found.features}
    assert told["Mohamed Hassan with HASSAN, Muhammad"] == 1.0
    assert told["family name equal: hassan"] == 0.0
    assert told["given name: mohamed for muhammad (variant)"] == -0.03
    assert told["born 1961 against 1963-04-02: against"] == -0.15
    assert told["EG against IR: no country in common"] == -0.1
    assert found.score == 0.72
    assert found.match


@pytest.mark.parametrize(
    ("left", "right", "effect"),
    [
        ("1961-05-03", date(1961, 5, 3), 0.15), ("1961", "1961-05-03", 0.06), ("1961-05", "1961-05-31", 0.06),
        ("1960/1965", "1965-12-31", 0.06), ("1961-03-05", "1961-05-03", 0.05), ("1961-03-06", "1961-05-03", -0.15),
        ("1961", "1963", -0.15), ("1961", "1964", -0.2), ("1961", "1966", -0.2), ("1961", "1967", -0.28),
        ("1961", "1971", -0.28), ("1961", "1972", -0.4), ("1961-02-30", "1999", None), ("unknown", "1999", None),
    ],
)  # fmt: skip
def test_births(left: str, right: str | date, effect: float | None) -> None:
    found = compare(Subject("Ann Lee", birth_date=left), Subject("Ann Lee", birth_date=right))
    assert next((one.effect for one in found.features if one.name == "birth"), None) == effect


def test_of_several_births_the_nearest_counts() -> None:
    listed = Subject("Ann Lee", birth_dates=("1950", "1961-05-03"))
    found = compare(Subject("Ann Lee", birth_date="1961-05-03"), listed)
    assert [one.words for one in found.features if one.name == "birth"] == [
        "born 1961-05-03 and 1961-05-03: the same day"
    ]


def test_what_one_side_lacks_says_nothing() -> None:
    bare = compare(Subject("Ann Lee"), Subject("Ann Lee"))
    full = compare(Subject("Ann Lee", birth_date="1961", countries=("fr",), gender="female"), Subject("Ann Lee"))
    assert bare.score == full.score == 1.0


def test_genders_and_documents() -> None:
    against = compare(Subject("Kim Lee", gender="male"), Subject("Kim Lee", gender="F"))
    assert (against.score, against.features[-1].words) == (0.8, "male against F: against")
    passport = IdentityDocument("AB-123 456", "passport", "FR")
    found = compare(
        Subject("Ann Lee", documents=(passport,)), Subject("Olga Petrova", documents=(IdentityDocument("ab123456"),))
    )
    assert found.match, "the number of a document is nearly an identity, whatever the names"
    assert "123" not in " ".join(one.words for one in found.features), "the number itself is not told"
    other = compare(
        Subject("Ann Lee", documents=(passport,)),
        Subject("Olga Petrova", documents=(IdentityDocument("AB123456", country="de"),)),
    )
    assert not other.match
    liar = Subject("Ann Lee", birth_date="1990-01-01", countries=("fr",), gender="F", documents=(passport,))
    true = Subject("Olga Petrova", birth_date="1950-05-05", countries=("ru",), gender="M", documents=(passport,))
    assert compare(liar, true).score == THRESHOLD, "a match whatever else speaks against it"
    two = (IdentityDocument("AB123456", country="de"), IdentityDocument("ab 123456", country="fr"))
    assert compare(Subject("Ann Lee", documents=(passport,)), Subject("Olga Petrova", documents=two)).match
    tax = IdentityDocument("AB123456", "tax")
    assert not compare(Subject("Ann Lee", documents=(passport,)), Subject("Olga Petrova", documents=(tax,))).match


def test_a_weak_alias_counts_for_less() -> None:
    strong = compare(Subject("Ann Lee"), Subject("Zoe Wu", aliases=("Ann Lee",)))
    weak = compare(Subject("Ann Lee"), Subject("Zoe Wu", weak_aliases=("Ann Lee",)))
    assert (strong.score, weak.score) == (1.0, 0.85)


def test_kinds_that_cannot_be_one() -> None:
    found = compare(Subject("Aurora", "Person"), Subject("Aurora", "Vessel"))
    assert (found.score, found.match) == (0.0, False)
    assert found.features[0].words == "Person against Vessel: not the same kind of thing"
    assert compare(Subject("Aurora Prime", "LegalEntity"), Subject("Aurora Prime", "Company")).match


NAMES = st.one_of(
    st.text(max_size=30), st.sampled_from([pair[side] for pair in (*SAME, *DIFFERENT) for side in (1, 2)]),
    st.sampled_from(["", " ", ",", ", ,", "Dr.", "al", "abd", "\0", "\u202eabc", "<b>x</b>", "١٢٣", "a" * 300]),
)  # fmt: skip
SCHEMATA = st.sampled_from(["Person", "Company", "Organization", "LegalEntity", "Vessel", "Thing", ""])


def _sum(found: Comparison) -> float:
    return round(sum(one.effect for one in found.features), 3)


@settings(max_examples=150, deadline=None)
@given(NAMES, NAMES, SCHEMATA)
def test_effects_add_up_and_sides_make_no_difference(left: str, right: str, schema: str) -> None:
    found, turned = (
        compare(Subject(left, schema), Subject(right, schema)),
        compare(Subject(right, schema), Subject(left, schema)),
    )
    assert found.score == turned.score
    assert 0.0 <= found.score <= 1.0
    assert _sum(found) == found.score
    assert found.match == (found.score >= THRESHOLD)


@pytest.mark.parametrize(
    ("left", "right", "match"),
    [
        ("Gustavo Eduardo Porras Corte", "PORRAS CORTES, Gustavo Eduardo", True),
        ("Ramon Antonio Torres Spinoza", "TORRES ESPINOZA, Ramon Antonio", True),
        ("Omar Khalil Nasser", "KHALIL OMAR, Yasser", False),
        ("Kim Song Nam", "KIM Song Nim", False),
        ("Amir Ghorbani", "GHORBANI, Amin", False),
        ("Jinhua Hofg", "HONG, Jinhua", True),
        ("Nima Razavi", "RAZAVI, Rima", False),
    ],
)
def test_a_slip_is_forgiven_where_the_rest_speaks_for_it(left: str, right: str, match: bool) -> None:
    assert compare(Subject(left), Subject(right)).match == match
