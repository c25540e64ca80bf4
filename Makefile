# One command each; every one sets up .venv first, once, from the hashed lock.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

export PIP_DISABLE_PIP_VERSION_CHECK := 1

FOLDER ?= ../shared/disclosures
SEEDS  ?= 1-2000

.PHONY: help report test lab lint format lock corpus docs glossary printed
.DEFAULT_GOAL := help

help:
	@echo 'make report   读 data/raw，核对，写出 reports/ (read, check, write the reports)'
	@echo 'make lab      在笔记本上打开 JupyterLab (JupyterLab on the notebooks)'
	@echo 'make test     全部检查与测试 (all checks and tests)'
	@echo 'make lint     只做静态检查 (static checks only)'
	@echo 'make corpus   一个文件夹的读取成绩 (scoreboard over FOLDER=…)'
	@echo 'make printed  编造的公开文件：各种版式，SEEDS=1-2000 (made-up disclosures in every layout)'
	@echo 'make docs     文档与 API 参考，写到 dist/docs (pages and API reference)'
	@echo 'make glossary 由词表重写术语表 (docs/glossary.md from the reference tables)'
	@echo 'make format   整理代码格式 (format the code)'
	@echo 'make lock     重新锁定依赖，需要 uv (lock the dependencies anew, needs uv)'

report: $(READY)
	@$(BIN)/yusuan run

lab: $(READY)
	@$(BIN)/yusuan lab

test: lint
	$(BIN)/pytest -n 2 --dist worksteal --cov --cov-report=term

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(READY)
	$(BIN)/python docs/build.py dist/docs

glossary: $(READY)
	$(BIN)/python docs/glossary.py

corpus: $(READY)
	$(BIN)/python benchmarks/corpus.py $(FOLDER) --csv benchmarks/results/corpus.csv

printed: $(READY)
	$(BIN)/python benchmarks/printed.py --seeds $(SEEDS)

format: $(READY)
	$(BIN)/ruff check --fix --exit-zero .
	$(BIN)/ruff format .

# What builds the package is locked with the rest, so that an install takes nothing that has no hash.
lock:
	printf 'hatchling>=1.27\neditables\n' | uv pip compile pyproject.toml - --extra dev --universal \
	  --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command 'make lock' \
	  --quiet -o requirements.lock

$(READY): requirements.lock pyproject.toml
	@PYTHON='$(PYTHON)' VENV='$(VENV)' sh .ci/venv
	@touch $@
