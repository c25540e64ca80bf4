"""A question says whose year, which lines and against what; what is missing or unknown is refused."""

import pytest

from yusuan.analysis.question import Question, VarianceError, breakdown_of, phase_of, scope_of


def test_the_base_is_the_year_before_unless_another_is_asked_for():
    assert Question(year=2024).base_year == 2023
    assert Question(year=2024, base=2020).base_year == 2020


@pytest.mark.parametrize("needed", ["base_year", "given_year", "given_department"])
def test_what_an_answer_needs_and_the_question_lacks_is_refused(needed):
    with pytest.raises(VarianceError, match="没有给出"):
        getattr(Question(), needed)


@pytest.mark.parametrize("of", [breakdown_of, phase_of, scope_of])
def test_unknown_words_are_refused_with_those_there_are(of):
    with pytest.raises(VarianceError, match="现有"):
        of("colour")
