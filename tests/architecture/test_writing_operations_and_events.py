import ast

from tests.architecture.conftest import modules, refuse, tree


def public_functions(module):
    return [
        node
        for node in tree(module).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]


def operations():
    services = [module for module in modules() if "services" in module.with_suffix("").parts]
    return [(module, function) for module in services for function in public_functions(module)]


def test_operations_take_keywords_only():
    findings = [
        f"{module}:{function.lineno} {function.name}"
        for module, function in operations()
        if function.args.args or function.args.posonlyargs
    ]

    refuse(findings, "Put `*, ` before the parameters of these operations:")


def test_operations_say_what_a_caller_gains():
    findings = [
        f"{module}:{function.lineno} {function.name}"
        for module, function in operations()
        if ast.get_docstring(function) is None
    ]

    refuse(findings, "Write a one-sentence docstring for these operations:")


def test_events_say_when_they_are_sent():
    findings = [
        f"{module}:{node.lineno} {node.name}"
        for module in modules()
        if module.name == "events.py"
        for node in tree(module).body
        if isinstance(node, ast.ClassDef) and ast.get_docstring(node) is None
    ]

    refuse(findings, "Say in a docstring when these events are sent, and when not:")
