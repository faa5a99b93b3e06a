# make run     the app on 127.0.0.1:8501; PORT= and BOOK= choose otherwise
# make test    everything that must hold: lint, types, imports, dependencies, tests
# make test-cluster   three nodes of Cassandra and JanusGraph over them, read while they die; needs 5.5 GB of memory
# make screenshots   each page and tab in light, dark and narrow, into docs/pictures; BOOK= chooses another book
# make janusgraph   the demo bank on JanusGraph over one node of Cassandra; PORT= chooses another than 8182
# make cluster   the same over three nodes; make cluster-status, make cluster-stop
# make audit   known vulnerabilities of what is installed, and what could not be looked up
SHELL := /bin/bash
.DEFAULT_GOAL := help
PY := .venv/bin/python
SOURCES := c360 components pages app.py deploy tests

.PHONY: help run test test-cluster lint screenshots audit clean
help:
	@grep -E '^# make' Makefile | cut -c3-

run: .venv/run.stamp
	@deploy/run.sh

# Megabytes asked for are what was seen (app 780, with the tests' tools 1,100), and pip's working room.
.venv/run.stamp: requirements.txt requirements-nodeps.txt
	@deploy/setup.sh .venv requirements.txt $@ 1300 requirements-nodeps.txt

.venv/test.stamp: requirements.txt requirements-nodeps.txt requirements-dev.txt
	@deploy/setup.sh .venv requirements-dev.txt $@ 1700 requirements-nodeps.txt
	@touch .venv/run.stamp

.venv-audit/audit.stamp: requirements-audit.txt
	@deploy/setup.sh .venv-audit requirements-audit.txt $@ 200

lint: .venv/test.stamp
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	$(PY) -m deptry .

test: lint
	@deploy/chromium.sh
	@deploy/postgres.sh
	@deploy/nginx.sh || echo "Without it the tests through a proxy are skipped."
	@deploy/janusgraph.sh jars || echo "Without it the tests in tests/contract are skipped."
	$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder

test-cluster: .venv/test.stamp
	@deploy/test-cluster.sh

screenshots: .venv/test.stamp
	@deploy/screenshots.sh

janusgraph: .venv/run.stamp
	@deploy/cluster.sh start 1

cluster: .venv/run.stamp
	@deploy/cluster.sh start 3

cluster-stop cluster-status:
	@deploy/cluster.sh $(@:cluster-%=%)

audit: .venv/run.stamp .venv-audit/audit.stamp
	@.venv-audit/bin/python deploy/audit.py .venv

clean:
	rm -rf .venv .venv-audit build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
