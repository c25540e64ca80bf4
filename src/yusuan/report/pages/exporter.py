"""nbconvert as pages use it; apart from them, because loading it costs more than a batch with nothing to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from yusuan.report.elements.lean_import import IRI_GRAMMAR, without

with without(IRI_GRAMMAR):
    from nbconvert.exporters.templateexporter import TemplateExporter
    from nbconvert.filters import markdown2html

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from nbformat import NotebookNode


class _PageExporter(TemplateExporter):
    """nbconvert with the project's template, and escaping on unless markup is marked as such."""

    output_mimetype = "text/html"

    def _file_extension_default(self) -> str:
        return ".html"

    def _create_environment(self) -> Any:
        environment = super()._create_environment()  # type: ignore[no-untyped-call]
        environment.autoescape = True
        return environment


def export(notebook: NotebookNode, template: Path, context: Mapping[str, object]) -> str:
    """A notebook through a template.

    Args:
        notebook: with its outputs.
        template: the folder of the template.
        context: what the template finds as `resources.page`.
    """
    exporter = _PageExporter(  # type: ignore[no-untyped-call]
        template_name=template.name, extra_template_basedirs=[str(template.parent)]
    )
    body, _ = exporter.from_notebook_node(notebook, resources={"page": context})
    return str(body)


def prose(text: str) -> Markup:
    """A notebook's prose, Markdown, as HTML."""
    return Markup(markdown2html(text))  # noqa: S704 — our notebooks' prose
