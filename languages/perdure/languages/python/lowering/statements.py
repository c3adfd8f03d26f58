"""Simple statements, `if`, `match`."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from perdure.languages.python.code.nodes import (
    assign,
    at,
    attempt,
    attribute,
    branch,
    call,
    changed,
    constant,
    expression,
    load,
    negated,
    passing,
    set_constant,
    store,
    tuple_of,
)
from perdure.languages.python.code.own_builtins import imports
from perdure.languages.python.lowering.calls import value_of
from perdure.languages.python.lowering.expressions import as_bool, truth
from perdure.languages.python.lowering.function import (
    NATIVE,
    STATEMENTS,
    FunctionLowering,
    Value,
    lowers,
)
from perdure.languages.python.lowering.leaving import leave

Target = ast.expr


@lowers(STATEMENTS, ast.Pass, ast.Global, ast.Nonlocal)
def as_it_is(lowering: FunctionLowering, node: ast.stmt) -> None:
    lowering.emit(node)


@lowers(STATEMENTS, ast.Expr)
def expression_statement(lowering: FunctionLowering, node: ast.Expr) -> None:
    value = value_of(lowering, node.value)
    if value:
        lowering.site(value, node.value, at(node, ast.Expr(value.node)))
    else:
        lowering.emit(at(node, ast.Expr(lowering.expression(node.value))))


@lowers(STATEMENTS, ast.Assign)
def assignment(lowering: FunctionLowering, node: ast.Assign) -> None:
    targets = node.targets
    if len(targets) == 1 and isinstance(targets[0], ast.Name):
        value = value_of(lowering, node.value)
        if value:
            lowering.site(value, node.value, changed(node, value=value.node))
        else:
            lowering.emit(changed(node, value=lowering.expression(node.value)))
    else:
        result = lowering.expression(node.value)
        if any(lowering.needs(target) for target in targets):
            saved = lowering.save(result)
            for target in targets:
                bind(lowering, target, saved)
        else:
            plain = [NATIVE[0](lowering, target) for target in targets]
            lowering.emit(changed(node, targets=plain, value=result))
    for target in targets:
        now_bound(lowering, target)


def now_bound(lowering: FunctionLowering, target: ast.expr) -> None:
    match target:
        case ast.Name(id=name):
            if lowering.scope.is_always_bound(name):
                lowering.surely.add(name)
        case ast.Tuple(elts=items) | ast.List(elts=items):
            for item in items:
                now_bound(lowering, item)
        case ast.Starred(value=inner):
            now_bound(lowering, inner)


def bind(lowering: FunctionLowering, target: Target, value: ast.expr) -> None:
    """Assign to one target, with sites in it or not."""
    if not lowering.needs(target):
        lowering.emit(assign(target, NATIVE[0](lowering, target), value))
        return
    match target:
        case ast.Tuple(elts=items) | ast.List(elts=items):
            names = [lowering.temporary() for _ in items]
            stores: list[ast.expr] = [
                at(item, ast.Starred(store(item, name), ast.Store()))
                if isinstance(item, ast.Starred)
                else store(item, name)
                for item, name in zip(items, names, strict=True)
            ]
            lowering.emit(assign(target, at(target, ast.Tuple(stores, ast.Store())), value))
            for item, name in zip(items, names, strict=True):
                inner = item.value if isinstance(item, ast.Starred) else item
                bind(lowering, inner, load(item, name))
        case _:
            lowering.emit(assign(target, place_of(lowering, target), value))


def place_of(lowering: FunctionLowering, target: Target) -> ast.expr:
    """An attribute or an item to be assigned or deleted, without sites."""
    match target:
        case ast.Attribute():
            return changed(target, value=lowering.expression(target.value))
        case ast.Subscript():
            value, index = lowering.operands([target.value, target.slice])
            return changed(target, value=value, slice=index)
        case _:
            return NATIVE[0](lowering, target)


@lowers(STATEMENTS, ast.AnnAssign)
def annotated(lowering: FunctionLowering, node: ast.AnnAssign) -> None:
    if lowering.function.kind != "module" and isinstance(node.target, ast.Name):
        # Python evaluates no annotation of a local variable.
        if node.value:
            assignment(lowering, at(node, ast.Assign([node.target], node.value)))
        elif node.simple:  # it is a local variable for that
            binding = set_constant(node, node.target.id, None)
            lowering.emit(branch(node, constant(node, False), [binding]))
        else:
            lowering.emit(passing(node))
        return
    annotation = NATIVE[0](lowering, node.annotation)
    if not lowering.needs(node.value) and not lowering.needs(node.target):
        value = node.value and lowering.quiet(node.value)
        lowering.emit(changed(node, annotation=annotation, value=value))
        if node.value:
            now_bound(lowering, node.target)
        return
    if node.value:
        assignment(lowering, at(node, ast.Assign([node.target], node.value)))
    elif isinstance(node.target, ast.Attribute | ast.Subscript):
        # Without a value, what is left of the target is evaluated and dropped.
        parts: list[ast.expr] = [node.target.value]
        if isinstance(node.target, ast.Subscript):
            parts.append(node.target.slice)
        for part in parts:
            lowering.emit(expression(node, lowering.expression(part)))
    if isinstance(node.target, ast.Name):
        lowering.emit(changed(node, annotation=annotation, value=None))
    elif lowering.function.kind == "module" and lowering.module.annotates:
        lowering.emit(expression(node, annotation))


@lowers(STATEMENTS, ast.AugAssign)
def augmented(lowering: FunctionLowering, node: ast.AugAssign) -> None:
    target = node.target
    if not lowering.needs(target) and not lowering.needs(node.value):
        target = NATIVE[0](lowering, target)
        lowering.emit(changed(node, target=target, value=lowering.quiet(node.value)))
        return
    if isinstance(target, ast.Name):
        name = load(target, target.id)
        if lowering.is_stable(name, [node.value]):
            value = lowering.expression(node.value)
            lowering.emit(changed(node, value=value))
            return
        old = lowering.temporary()
        lowering.emit(assign(target, old, name))
        value = lowering.expression(node.value)
        lowering.emit(changed(node, target=store(target, old), value=value))
        lowering.emit(assign(node, store(target, target.id), load(target, old)))
        now_bound(lowering, target)
        return
    old = lowering.temporary()
    if isinstance(target, ast.Attribute):
        owner = lowering.save(lowering.expression(target.value))
        read: ast.expr = attribute(target, owner, target.attr)
        write: ast.expr = at(target, ast.Attribute(owner, target.attr, ast.Store()))
    else:
        assert isinstance(target, ast.Subscript)
        # Both are needed twice.
        last = [constant(node, None), node.value]
        owner_, index = (
            (
                lowering.kept(part, [after])
                for part, after in zip([target.value, target.slice], last, strict=True)
            )
            if not lowering.needs(target.slice)
            else _saved(lowering, target)
        )
        read = at(target, ast.Subscript(owner_, index, ast.Load()))
        write = at(target, ast.Subscript(owner_, index, ast.Store()))
    lowering.emit(assign(target, old, read))
    value = lowering.expression(node.value)
    lowering.emit(changed(node, target=store(target, old), value=value))
    lowering.emit(assign(node, write, load(target, old)))


def _saved(lowering: FunctionLowering, target: ast.Subscript) -> tuple[ast.expr, ast.expr]:
    owner = lowering.kept(target.value, [target.slice])
    return owner, lowering.kept(target.slice, [])


@lowers(STATEMENTS, ast.Delete)
def deletion(lowering: FunctionLowering, node: ast.Delete) -> None:
    if not any(lowering.needs(target) for target in node.targets):
        lowering.emit(node)
        return
    for target in node.targets:
        if isinstance(target, ast.Tuple | ast.List):
            deletion(lowering, at(node, ast.Delete(target.elts)))
        else:
            lowering.emit(at(node, ast.Delete([place_of(lowering, target)])))


@lowers(STATEMENTS, ast.Return)
def returning(lowering: FunctionLowering, node: ast.Return) -> None:
    if any(one.pending for one in lowering.exits):
        value = lowering.expression(node.value) if node.value else constant(node, None)
        lowering.emit(changed(node, value=leave(lowering, node, value)))
        return
    site = value_of(lowering, node.value) if node.value else None
    if site and node.value:
        lowering.site(site, node.value, changed(node, value=site.node))
    else:
        lowering.emit(changed(node, value=node.value and lowering.expression(node.value)))


@lowers(STATEMENTS, ast.Break, ast.Continue)
def jump(lowering: FunctionLowering, node: ast.Break | ast.Continue) -> None:
    leave(lowering, node)
    lowering.emit(node)


@lowers(STATEMENTS, ast.Raise)
def raise_statement(lowering: FunctionLowering, node: ast.Raise) -> None:
    exc, cause = lowering.operands([node.exc, node.cause])
    raising = changed(node, exc=exc, cause=cause)
    if not lowering.held:
        lowering.emit(raising)
        return
    # The traceback of an exception has the frame, which must not have the exception.
    with lowering.collecting() as final:
        lowering.let_go(node)
    lowering.emit(attempt(node, [raising], final=final))


@lowers(STATEMENTS, ast.Assert)
def assertion(lowering: FunctionLowering, node: ast.Assert) -> None:
    if not lowering.needs(node.test) and not lowering.needs(node.msg):
        message = node.msg and lowering.quiet(node.msg)
        lowering.emit(changed(node, test=lowering.quiet(node.test), msg=message))
        return
    with lowering.collecting() as body:
        test = truth(lowering, node.test)
        if lowering.needs(node.msg) and node.msg:
            with lowering.collecting() as failing:
                message = lowering.expression(node.msg)
                lowering.emit(changed(node, test=constant(node.test, False), msg=message))
            lowering.emit(branch(node, negated(node.test, test), failing))
        else:
            message = node.msg and lowering.quiet(node.msg)
            lowering.emit(changed(node, test=test, msg=message))
    lowering.emit(branch(node, load(node, "__debug__"), body))


@lowers(STATEMENTS, ast.Import, ast.ImportFrom)
def importing(lowering: FunctionLowering, node: ast.Import | ast.ImportFrom) -> None:
    """An import of program modules first, as a site, then Python's own, which finds them."""
    if isinstance(node, ast.ImportFrom):
        if node.module != "__future__":
            names = [alias.name for alias in node.names]
            _import_site(lowering, node, node.module or "", names, node.level or 0)
        lowering.out.extend(imports(node))
        return
    for alias in node.names:
        one = at(node, ast.Import([alias]))
        _import_site(lowering, one, alias.name, [], 0)
        lowering.out.extend(imports(one))


def _import_site(
    lowering: FunctionLowering, node: ast.stmt, name: str, names: Sequence[str], level: int
) -> None:
    wanted = tuple_of(node, [constant(node, one) for one in names])
    value = call(
        node,
        ".import",
        constant(node, name),
        wanted,
        constant(node, level),
        call(node, ".globals"),
    )
    lowering.site(Value("import", value, [value]), node, expression(node, value))


def type_alias(lowering: FunctionLowering, node: ast.stmt) -> None:
    lowering.emit(NATIVE[0](lowering, node))


if hasattr(ast, "TypeAlias"):
    STATEMENTS[ast.TypeAlias] = type_alias


@lowers(STATEMENTS, ast.If)
def if_statement(lowering: FunctionLowering, node: ast.If) -> None:
    test = tested(lowering, node.test)
    body, orelse = lowering.block(node.body), lowering.block(node.orelse)
    lowering.emit(changed(node, test=test, body=body, orelse=orelse))


def tested(lowering: FunctionLowering, node: ast.expr) -> ast.expr:
    """The truth of an expression, of which nothing is held any more."""
    if not lowering.raises or isinstance(node, ast.Constant):
        test = truth(lowering, node)
        lowering.let_go(node, test)
        return test
    found = f".b{lowering.number()}"
    with lowering.asked_part(node):
        lowering.emit(assign(node, found, as_bool(node, truth(lowering, node))))
        lowering.let_go(node)
    return load(node, found)


@lowers(STATEMENTS, ast.Match)
def match_statement(lowering: FunctionLowering, node: ast.Match) -> None:
    subject = lowering.expression(node.subject)
    if not any(lowering.needs(case.guard) for case in node.cases):
        cases = [
            ast.match_case(
                case.pattern,
                case.guard and lowering.quiet(case.guard),
                lowering.block(case.body),
            )
            for case in node.cases
        ]
        lowering.emit(changed(node, subject=subject, cases=cases))
        return
    known = f".m{lowering.number()}"
    done, matched = f"{known}d", f"{known}m"
    lowering.emit(assign(node.subject, known, subject))
    lowering.emit(set_constant(node, done, False))
    for i, case in enumerate(node.cases):
        with lowering.collecting() as one:
            _guarded(lowering, node, case, known, done, matched)
        if i:
            lowering.emit(branch(node, negated(node, load(node, done)), one))
        else:
            lowering.out.extend(one)


def _guarded(
    lowering: FunctionLowering,
    node: ast.Match,
    case: ast.match_case,
    known: str,
    done: str,
    matched: str,
) -> None:
    """One case of a `match` with sites in guards: the pattern, then the guard, then the body."""
    lowering.emit(set_constant(node, matched, False))
    yes = ast.match_case(case.pattern, None, [set_constant(node, matched, True)])
    lowering.emit(changed(node, subject=load(node.subject, known), cases=[yes]))
    with lowering.collecting() as chosen:
        body = [set_constant(node, done, True), set_constant(node, known, None)]
        if case.guard:
            test = truth(lowering, case.guard)
            lowering.emit(branch(case.guard, test, [*body, *lowering.block(case.body)]))
        else:
            lowering.out.extend([*body, *lowering.block(case.body)])
    lowering.emit(branch(node, load(node, matched), chosen))
