"""Queries whose SQL is composed once: for pages where composing it costs more than asking it."""

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property, partial
from types import SimpleNamespace
from typing import Any, Generic, TypeVar, cast

from django.contrib.postgres.fields import ArrayField
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import BigIntegerField, BooleanField, F, Func, Value
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=models.Model)


class IsOneOf(Func):
    """Say whether a number is in a list that is one parameter, however long."""

    arg_joiner = " = ANY("
    template = "%(expressions)s)"
    output_field = BooleanField()

    def __init__(self, column: str, numbers: list[int]) -> None:
        super().__init__(F(column), Value(numbers, output_field=ArrayField(BigIntegerField())))


@dataclass(frozen=True)
class _Composed:
    """SQL with its parameters, and which of them are given anew each time."""

    compiler: SQLCompiler
    sql: str
    parameters: tuple[Any, ...]
    given: Mapping[int, str]


class Prepared(Generic[M]):
    """A queryset with places for values: `build` is called once, with marks in their stead.

    A mark has the type of its values and is like no other parameter of the query, keys of JSON
    included. Values reach the database as they are: texts, numbers, moments or lists of these.
    """

    def __init__(self, build: "Callable[..., models.QuerySet[M, Any]]", **marks: Any) -> None:
        self._build, self._marks = build, marks

    def rows(self, **values: Any) -> list[M]:
        """Return the model's rows, as the queryset would."""
        # ModelIterable reads no more of a queryset than this.
        query = SimpleNamespace(get_compiler=partial(self._compiler, values))
        asked = SimpleNamespace(db=DEFAULT_DB_ALIAS, query=query, _known_related_objects={})
        return list(ModelIterable(cast(Any, asked)))

    def tuples(self, **values: Any) -> list[tuple[Any, ...]]:
        """Return what a queryset of `values_list` would."""
        compiler = self._compiler(values, DEFAULT_DB_ALIAS)
        return cast("list[tuple[Any, ...]]", list(compiler.results_iter(tuple_expected=True)))

    def _compiler(self, values: Mapping[str, Any], using: str) -> SQLCompiler:
        composed = self._composed
        parameters = tuple(
            values[composed.given[place]] if place in composed.given else parameter
            for place, parameter in enumerate(composed.parameters)
        )
        compiler = copy(composed.compiler)
        compiler.connection = connections[using]  # each thread has its own
        compiler.as_sql = lambda *_args, **_options: (composed.sql, parameters)  # type: ignore[method-assign]
        return compiler

    @cached_property
    def _composed(self) -> _Composed:
        query = self._build(**self._marks).query
        compiler = query.get_compiler(using=DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        given = {
            place: name
            for place, parameter in enumerate(parameters)
            for name, mark in self._marks.items()
            if type(parameter) is type(mark) and parameter == mark
        }
        if missing := self._marks.keys() - given.values():
            raise ValueError(f"The query asks for none of {sorted(missing)}")
        compiler.connection = None  # that of this thread, which may end before the process
        return _Composed(compiler, sql, tuple(parameters), given)
