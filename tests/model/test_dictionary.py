"""The data dictionary is what the schemas say, and the one in the tree is current."""

from yusuan.model import dictionary, schemas


def test_every_column_of_every_frame_stands_in_it():
    text = dictionary.markdown()
    for name, schema in schemas.CLEAN.items():
        section = text.split(f"\n## {name}\n")[1].split("\n## ")[0]
        for column in schema.column_names():
            assert f"| `{column}` |" in section


def test_every_column_is_explained():
    rows = [line for line in dictionary.markdown().splitlines() if line.startswith("| `")]
    assert [row for row in rows if not row.rsplit("|", 2)[1].strip()] == []


def test_the_one_in_the_tree_is_current(repository):
    kept = (repository / "data" / "clean" / "README.md").read_text(encoding="utf-8")
    assert kept == dictionary.markdown(), "run `yusuan ingest`, which writes it"
