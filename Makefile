# Two commands do it all:  make demo  ·  make test
# Everything else is a part of them, or a tool for those who change the shop.

PYTHON ?= python3
VENV   := .venv/bin
CODE   := shop analytics orders logistics marketing payments inventory catalog customers deploy tests manage.py
TEMPLATES = $$(git ls-files --cached --others --exclude-standard '*.html')
# Tools look at the code with the test settings: they need no server and no secret.
TEST_SETTINGS := DJANGO_SETTINGS_MODULE=shop.settings_test

.DEFAULT_GOAL := help
.PHONY: help setup demo reset-demo test test-quick load bench-search race chaos chaos-money bench-import bench-reconcile check lint format types contracts templates migrations messages lock

help:  ## show what there is
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup:  ## make .venv from the lock and compile the translations
	@$(PYTHON) deploy/bootstrap.py

demo: setup  ## run the whole shop on this machine (PORT=8000, SANDBOX_PORT=8001)
	@$(VENV)/python -m deploy.demo

reset-demo: setup  ## throw the demo's data away; the next demo begins anew
	@$(VENV)/python -m deploy.reset

test: setup  ## run every test: quick ones, browser, races
	@$(VENV)/python -m deploy.browser
	@$(VENV)/python -m deploy.run_tests

test-quick: setup  ## run the tests without browser and races
	@$(VENV)/pytest -q -n 2 -m "not browser and not race"

# The heavy proofs. Each ends by itself and asks for nothing but this machine; results: docs/benchmarks.md
load: setup  ## 200 clients for 20 pieces with its control, hot articles against spread ones
	@PROOF=full $(VENV)/pytest -q -s -p no:randomly -m race tests/load --deselect tests/load/test_browsing_a_large_shop.py --deselect tests/load/test_mapping_a_large_shop.py --deselect tests/load/test_selling_the_last_piece.py --deselect tests/load/test_reconciling_a_large_day.py

bench-search: setup  ## what lists, searches and the map cost with 2,000 and with 100,000 products
	@PROOF=full $(VENV)/pytest -q -s -p no:randomly -m race tests/load/test_browsing_a_large_shop.py tests/load/test_mapping_a_large_shop.py

race: setup  ## a hundred rounds for the last piece, and every other race
	@PROOF=full $(VENV)/pytest -q -s -p no:randomly -m race tests/load/test_selling_the_last_piece.py tests/races

chaos: setup  ## kill processes and servers while people buy and pay, then compare all books
	@PROOF=full $(VENV)/pytest -q -s -p no:randomly -m race tests/faults

chaos-money: setup  ## 1,000 payments and their refunds through three failing gateways, killing as it goes
	@PROOF=full $(VENV)/pytest -q -s -p no:randomly -m race tests/faults/test_adding_up_payments.py

bench-import: setup  ## import 100,000 SKUs from a workbook, against the COPY of the same rows
	@PROOF=full $(VENV)/pytest -q -s -p no:randomly -m race tests/load/test_importing_a_catalogue.py

bench-reconcile: setup  ## compare a statement of a million lines with a million payments
	@PROOF=full $(VENV)/pytest -q -s -p no:randomly -m race tests/load/test_reconciling_a_large_day.py

check: setup lint contracts templates types migrations  ## run every check but the tests

lint:
	@$(VENV)/ruff format --check $(CODE)
	@$(VENV)/ruff check $(CODE)

format:  ## put code and templates into shape
	@$(VENV)/ruff format $(CODE)
	@$(VENV)/ruff check --fix-only --quiet $(CODE)
	@$(VENV)/djlint --reformat --quiet $(TEMPLATES)

contracts:
	@$(TEST_SETTINGS) $(VENV)/lint-imports --no-logo

templates:
	@$(VENV)/djlint --lint $(TEMPLATES)
	@$(VENV)/djlint --check $(TEMPLATES)

types:
	@$(VENV)/mypy $(CODE)

# Drawn up without a server: Django's note that it cannot ask one about history is left out.
migrations:
	@$(TEST_SETTINGS) $(VENV)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	@DJANGO_SETTINGS_MODULE=shop.sandbox.settings DATABASE_URL=postgres://nobody@127.0.0.1:1/none \
	  $(VENV)/python -W ignore::RuntimeWarning -m django makemigrations --check --dry-run --pythonpath=.
	@env $$(grep -v '^#' deploy/env.example | xargs) $(VENV)/python manage.py check --deploy --fail-level=WARNING

messages: setup  ## collect the texts of the code for translation (needs GNU gettext)
	@command -v xgettext >/dev/null || { echo "GNU gettext is needed: apt-get install gettext"; exit 1; }
	@$(TEST_SETTINGS) $(VENV)/python manage.py makemessages --locale zh_Hans --no-wrap --no-location --no-obsolete \
	  --ignore .venv --ignore var --ignore tests --ignore 'shop/sandbox/*'

lock:  ## resolve pyproject.toml anew into the two locks, without any address
	@$(PYTHON) deploy/lock.py
