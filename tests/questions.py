"""Questions as tests ask them: phases and scopes by their words."""

from yusuan.analysis.question import Question, phase_of, scope_of

_WORDS = {"phase": phase_of, "base_phase": phase_of, "scope": scope_of, "base_scope": scope_of}


def question(**fields: object) -> Question:
    """A question whose phases and scopes may be words."""
    return Question(**{name: _WORDS.get(name, lambda value: value)(value) for name, value in fields.items()})
