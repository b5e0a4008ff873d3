import ast
import configparser

from deploy.local.home import CLONE
from tests.architecture.conftest import APPS, modules, refuse, tree

LONGEST = 500
DRAWERS = {"utils.py", "helpers.py", "signals.py", "managers.py", "common.py"}
EDGES = ["views", "api", "admin", "forms", "tasks", "gateways", "carriers"]
MAY_QUEUE = {"tasks", "views", "admin", "api"}
OUTBOX = {"shop/common/events.py", "shop/common/handover.py"}


def test_no_module_is_longer_than_five_hundred_lines():
    lengths = {module: len((CLONE / module).read_text().splitlines()) for module in modules()}

    too_long = [f"{module}: {lines}" for module, lines in lengths.items() if lines > LONGEST]

    refuse(too_long, "Split these by topic:")


def test_no_module_is_a_drawer_for_everything():
    drawers = [str(module) for module in modules() if module.name in DRAWERS]

    refuse(drawers, "Name these by their topic; business code publishes events, not signals:")


def test_only_edges_and_the_outbox_queue_tasks():
    findings = [
        f"{module}:{call.lineno}"
        for module in modules()
        if not MAY_QUEUE & {*module.with_suffix("").parts} and str(module) not in OUTBOX
        for call in ast.walk(tree(module))
        if isinstance(call, ast.Attribute) and call.attr in {"delay", "apply_async"}
    ]

    refuse(findings, "Publish an event here, or queue the task from tasks.py:")


def test_the_edges_of_every_app_are_private():
    contracts = configparser.ConfigParser()
    contracts.read(CLONE / ".importlinter")
    protected = {
        name
        for section in contracts.sections()
        for name in contracts[section].get("protected_modules", "").split()
    }

    edges = {f"{app}.{edge}" for app in APPS[1:] for edge in EDGES if exists(app, edge)}

    refuse(sorted(edges - protected), "Add these to the contract private-<app> in .importlinter:")


def exists(app, edge):
    package, module = CLONE / app / edge / "__init__.py", CLONE / app / f"{edge}.py"
    return package.exists() or module.exists()


def test_no_admin_keeps_what_belongs_to_one_request():
    """A ModelAdmin serves all threads: what one request sets on it, another reads."""
    found = [
        f"{module}:{node.lineno}: {ast.unparse(node)}"
        for module in modules()
        if "admin" in module.parts
        for one in ast.walk(tree(module))
        if isinstance(one, ast.ClassDef) and is_admin(one)
        for node in ast.walk(one)
        if isinstance(node, ast.Attribute)
        and ast.unparse(node).startswith("self.")
        and (isinstance(node.ctx, ast.Store) or ast.unparse(node) == "self.request")
    ]

    refuse(found, "Set it on the rows in a ChangeList, or pass it on:")


def is_admin(one: ast.ClassDef) -> bool:
    return any("Admin" in ast.unparse(base) or "Pages" in ast.unparse(base) for base in one.bases)


def test_only_one_module_reads_numbers_that_people_typed():
    loose = {"IntegerField", "DecimalField", "isdigit", "isdecimal", "isnumeric"}
    findings = [
        f"{module}:{call.lineno}"
        for module in modules()
        if {"views", "admin", "forms", "staff_forms", "api"} & {*module.with_suffix("").parts}
        for call in ast.walk(tree(module))
        if isinstance(call, ast.Attribute) and call.attr in loose and of_a_form(call)
    ]

    refuse(findings, "Read these with shop.common.typed_numbers: Python takes 1_0 for ten:")


def of_a_form(call):
    """Leave a model's field aside: `models.IntegerField` stands in annotations of queries."""
    return not (isinstance(call.value, ast.Name) and call.value.id == "models")
