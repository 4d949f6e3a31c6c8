"""What one cell says, in all the ways schools write it."""

import datetime

import pytest

from tasks import catalogue
from tasks.layouts import Field
from tasks.staging.values import Parsed, parse


def read(raw, kind, **options):
    return parse(raw, Field("field", "栏目", kind, **options), catalogue.code_lists())


@pytest.mark.parametrize(
    ("raw", "value", "repair"),
    [
        (120.0, 120, ""),
        (120, 120, ""),
        (0.0, 0, ""),
        (-3.0, -3, ""),
        ("120", 120, "120"),
        ("１２０", 120, "120"),
        (" 1 20 ", 120, "120"),
        ("1,234", 1234, "1234"),
        ("１，２３４", 1234, "1234"),
        ("35人", 35, "35"),
    ],
)
def test_counts_are_whole_numbers_however_they_are_written(raw, value, repair):
    found = read(raw, "count", unit="人")

    assert found == Parsed(value, repair=repair)
    assert type(found.value) is int


@pytest.mark.parametrize("raw", ["约50", "1,23", "五十", "50-60", True, "1e400", float("inf")])
def test_a_count_that_is_no_number_is_not_understood(raw):
    assert read(raw, "count") == Parsed(problem="number")


def test_a_date_in_a_count_is_not_understood():
    assert read(datetime.date(2025, 9, 1), "count").problem == "number"


@pytest.mark.parametrize("raw", [12.5, "12.5"])
def test_a_count_with_a_fraction_is_not_rounded(raw):
    assert read(raw, "count") == Parsed(problem="whole")


@pytest.mark.parametrize(
    ("raw", "kind", "value"),
    [
        (98.5, "percent", 98.5),
        ("98.5%", "percent", 98.5),
        ("９８．５％", "percent", 98.5),
        ("1,234.50", "decimal", 1234.5),
        (".5", "decimal", 0.5),
        ("-3.2", "decimal", -3.2),
    ],
)
def test_decimals_and_percents(raw, kind, value):
    assert read(raw, kind).value == value


def test_a_percent_sign_in_a_decimal_is_not_understood():
    assert read("98.5%", "decimal").problem == "number"


@pytest.mark.parametrize("blank", ["", "  ", "\u3000", None])
def test_a_blank_cell_has_no_value_and_nothing_to_report(blank):
    found = read(blank, "count")

    assert found == Parsed(mark="")
    assert found.is_plain


@pytest.mark.parametrize("text", ["无", "/", "-", "—", "--"])
@pytest.mark.parametrize("kind", ["count", "text", "run_time", "pseudonym"])
def test_words_for_nothing_are_kept_apart_from_blank_and_zero(text, kind):
    assert read(text, kind) == Parsed(mark=text)
    assert read("／", kind).mark == "/"


@pytest.mark.parametrize(
    ("raw", "year", "repair"),
    [(2012.0, 2012, ""), ("2012年", 2012, "2012"), (datetime.date(2012, 9, 1), 2012, "2012")],
)
def test_years(raw, year, repair):
    assert read(raw, "year") == Parsed(year, repair=repair)


@pytest.mark.parametrize("raw", [12.0, "12", "九八年", 20125.0])
def test_a_year_has_four_digits(raw):
    assert read(raw, "year").problem == "year"


@pytest.mark.parametrize(
    ("raw", "repair"),
    [
        (datetime.date(2015, 3, 2), ""),
        (datetime.datetime(2015, 3, 2), ""),
        ("2015-03-02", ""),
        ("2015年3月2日", "2015-03-02"),
        ("2015/3/2", "2015-03-02"),
        ("2015．3．2", "2015-03-02"),
        (20150302.0, "2015-03-02"),
        (42065.0, "2015-03-02"),
    ],
)
def test_dates_become_iso_texts(raw, repair):
    assert read(raw, "date") == Parsed("2015-03-02", repair=repair)


@pytest.mark.parametrize("raw", ["2015-02-30", "去年三月", "3月2日", -1.0])
def test_a_day_that_is_not_in_the_calendar_is_not_understood(raw):
    assert read(raw, "date") == Parsed(problem="date")


@pytest.mark.parametrize(
    ("raw", "repair"),
    [
        ("三年级", ""),
        (" 三年级", "三年级"),
        ("3", "三年级"),
        (13.0, "三年级"),
        ("primary_3", "三年级"),
    ],
)
def test_codes_are_known_by_title_number_and_code(raw, repair):
    assert read(raw, "code", codes="grades") == Parsed("primary_3", repair=repair)


@pytest.mark.parametrize("raw", [11.0, 11, "11"])
def test_a_code_that_is_written_by_its_number_is_as_asked(raw):
    found = read(raw, "code", codes="grades", code_column="fitness_code")

    assert found == Parsed("primary_1")


@pytest.mark.parametrize("raw", ["十年级", 99.0, True])
def test_a_code_that_is_not_on_the_list_is_not_understood(raw):
    assert read(raw, "code", codes="grades") == Parsed(problem="code")


@pytest.mark.parametrize(
    ("raw", "seconds", "repair"),
    [
        ("3'05\"", 185, ""),
        ("3′05″", 185, ""),
        ("3’05”", 185, ""),
        ("3′05", 185, ""),
        ("３＇０５＂", 185, ""),
        (3.05, 185, "3′05″"),
        (3.5, 230, "3′50″"),
        ("3.50", 230, "3′50″"),
        (4.0, 240, "4′00″"),
        (225.0, 225, "3′45″"),
        (45.0, 45, "0′45″"),
        ("3:05", 185, "3′05″"),
        ("3分05秒", 185, "3′05″"),
        (datetime.time(3, 5), 185, "3′05″"),
        (datetime.time(0, 3, 5), 185, "3′05″"),
        (datetime.timedelta(hours=3, minutes=5), 185, "3′05″"),
    ],
)
def test_running_times(raw, seconds, repair):
    assert read(raw, "run_time") == Parsed(float(seconds), repair=repair)


@pytest.mark.parametrize("raw", ["3'60\"", "3'5\"", 3.75, 44.0, 3.055, 100.5, "快", 0.0, True])
def test_a_time_that_cannot_be_one_is_not_understood(raw):
    assert read(raw, "run_time") == Parsed(problem="run_time")


def test_text_is_trimmed_and_numbers_become_their_digits():
    assert read(" 三年级1班 ", "text") == Parsed("三年级1班", repair="三年级1班")
    assert read(301.0, "text") == Parsed("301")
    assert read("２１１３９９０００１", "text", length=10).value == "2113990001"


def test_a_pupil_number_that_lost_its_last_digits_is_not_believed():
    assert read(1.3990120160302e17, "pseudonym").problem == "pupil_number_cut"
    assert read(" g１３99 ", "pseudonym").value == "G1399"
