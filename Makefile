# Everything sets itself up: on a fresh machine `make demo` and `make test` are the only two commands.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# What an operator may set on the command line: make up CLUSTER=existing REGISTRY=…
export CLUSTER CLUSTER_NAME INGRESS_PORT KUBE_CONTEXT REGISTRY POOL PURGE WOOCOMMERCE_ZIP
export PYTHONPATH := $(CURDIR)/src:$(CURDIR)/local-cluster:$(CURDIR)/tools

PY := .venv/bin/python
CLUSTER_CLI := $(PY) -m local_cluster

.PHONY: help demo up down test check bench openapi requirements environment dashboard-check

help: ## Show this list
	@grep -hE '^[a-z-]+:.*?## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

demo: environment ## From nothing to a running platform with a shop that sold
	@$(CLUSTER_CLI) demo

up: environment ## Start (or repair) the local cluster and the platform
	@$(CLUSTER_CLI) up

down: environment ## Stop everything that up started; PURGE=1 also removes the stores' data
	@$(CLUSTER_CLI) down

test: check ## Everything: checks, unit, integration, charts, end to end on a real cluster
	@$(PY) tools/test_packages.py
	@$(PY) -m pytest --cov --cov-report=term:skip-covered $(PYTEST_ARGS)

check: environment dashboard-check ## Lint, types, layers, sizes, dashboard (seconds)
	@.venv/bin/ruff format --check --quiet
	@.venv/bin/ruff check --quiet
	@$(PY) tools/check_sizes.py
	@.venv/bin/lint-imports --no-logo
	@.venv/bin/mypy
	@test -z "$$(gofmt -l local-cluster)" || { echo "gofmt wants changes in:" >&2; gofmt -l local-cluster >&2; exit 1; }

dashboard-check: environment
	@$(PY) tools/dashboard.py check

bench: environment ## Measure and write build/bench/*.json
	@$(PY) -m bench

openapi: environment ## Write openapi.json and the dashboard's client types from the code
	@$(PY) tools/export_openapi.py
	@$(PY) tools/dashboard.py generate

requirements: environment ## Pin requirements/*.in again, with hashes
	@for name in runtime dev; do \
	  .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-emit-find-links --custom-compile-command "make requirements" --upgrade requirements/$$name.in -o requirements/$$name.txt; \
	done

environment:
	@tools/bootstrap
