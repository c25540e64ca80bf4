"""The descriptor of the clean data says what the files hold, to the byte."""

import csv
import hashlib
import json
from decimal import Decimal

import polars as pl
import pytest

from yusuan.model import schemas
from yusuan.pipeline.ingest import frame_writers
from yusuan.storage import atomic as files
from yusuan.storage import datapackage


def stored(workspace, frames):
    writers = {}
    for name, frame in frames.items():
        writers |= frame_writers(name, frame)
    writers[datapackage.FILE] = datapackage.writer(workspace.clean, {*schemas.CLEAN, *frames})
    with files.locked(workspace.clean):
        files.commit(workspace.clean, writers)
    return json.loads((workspace.clean / datapackage.FILE).read_text("utf-8"))


@pytest.fixture
def package(small):
    return stored(small, {name: small.frame(name).collect() for name in schemas.CLEAN})


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_every_frame_is_described_as_csv_and_as_parquet(package):
    assert [resource["name"] for resource in package["resources"]] == [
        f"{name}.{form}" for name in schemas.CLEAN for form in ("csv", "parquet")
    ]
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert package["licenses"]


def test_bytes_and_hashes_are_those_of_the_files(package, small):
    for resource in package["resources"]:
        content = (small.clean / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_fields_are_the_columns_of_the_files_in_their_order(package, small):
    for resource in package["resources"]:
        path = small.clean / resource["path"]
        named = [field["name"] for field in resource["schema"]["fields"]]
        assert named == (
            rows(path)[0] if resource["format"] == "csv" else pl.read_parquet_schema(path).names()
        )


def test_every_field_is_explained_in_the_unit_that_its_file_has(package):
    for resource in package["resources"]:
        for field in resource["schema"]["fields"]:
            assert field["description"]
            if field["name"].endswith("_yuan"):
                assert field["type"] == "number"
                assert "元" in field["description"]
                assert "分，" not in field["description"]
            if field["name"].endswith("_fen"):
                assert field["type"] == "integer"
                assert "分" in field["description"]


def test_values_keep_to_the_types_and_constraints_of_their_fields(package, small, framed):
    found = framed(schemas.Findings, {"repairs": [], "witnesses": []})
    package = stored(small, {"findings": found})
    reads = {"integer": int, "number": Decimal, "boolean": {"true": True, "false": False}.__getitem__}
    seen = 0
    for resource in package["resources"]:
        if resource["format"] != "csv":
            continue
        fields = resource["schema"]["fields"]
        for row in rows(small.clean / resource["path"])[1:]:
            for field, value in zip(fields, row, strict=True):
                constraints = field.get("constraints", {})
                assert value or not constraints.get("required"), (resource["name"], field["name"])
                assert not value or value in constraints.get("enum", [value])
                if value:
                    reads.get(field["type"], str)(value)
                    seen += 1
    assert seen > 50


def test_keys_name_fields_and_resources_that_there_are(package):
    names = {resource["name"] for resource in package["resources"]}
    for resource in package["resources"]:
        fields = {field["name"] for field in resource["schema"]["fields"]}
        assert set(resource["schema"].get("primaryKey", [])) <= fields
        for key in resource["schema"].get("foreignKeys", []):
            assert set(key["fields"]) <= fields
            assert key["reference"]["resource"] in names


def test_a_source_that_is_no_address_of_the_web_is_not_given_as_one(small):
    documents = (
        small.documents()
        .collect()
        .with_columns(
            source=pl.Series(["javascript:alert(1)", "https://example.org/a b.pdf"]),
            publisher=pl.lit("甲厅"),
        )
    )
    frames = {name: small.frame(name).collect() for name in schemas.CLEAN} | {"documents": documents}
    assert [set(source) for source in stored(small, frames)["sources"]] == [{"title", "version"}] * 2
    frames["documents"] = documents.with_columns(source=pl.lit("https://example.org/a.pdf"))
    assert stored(small, frames)["sources"][0]["path"] == "https://example.org/a.pdf"


def test_what_is_committed_later_is_described_beside_what_stood_there(package, small, framed):
    again = stored(small, {name: framed(schema, {}) for name, schema in schemas.CHECKED.items()})
    assert again["resources"][: len(package["resources"])] == package["resources"]
    found = {resource["name"]: resource for resource in again["resources"]}
    assert found["findings.csv"]["bytes"] == (small.clean / "findings.csv").stat().st_size
    assert "foreignKeys" not in found["waivers.csv"]["schema"]


def test_a_file_that_was_taken_away_is_not_listed(package, small, framed):
    (small.clean / "cells.csv").unlink()
    again = stored(small, {"untested": framed(schemas.Untested, {})})
    named = {resource["name"] for resource in again["resources"]}
    assert {resource["name"] for resource in package["resources"]} - named == {"cells.csv"}
