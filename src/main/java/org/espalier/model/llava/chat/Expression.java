package org.espalier.model.llava.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// An expression of a template.
sealed interface Expression {

    /// A text, number, true, false or none.
    record Literal(Value value) implements Expression {}

    /// `[a, b]`.
    record Listing(List<Expression> items) implements Expression {}

    /// A variable.
    record Name(String name) implements Expression {}

    /// `of.name`.
    record Member(Expression of, String name) implements Expression {}

    /// `of[key]`.
    record Item(Expression of, Expression key) implements Expression {}

    /// `of[from:to]`.
    record Slice(
            Expression of,
            @Nullable Expression from,
            @Nullable Expression to) implements Expression {}

    /// `function(arguments)`; the function is a name or a member.
    record Call(Expression function, List<Argument> arguments) implements Expression {}

    /// `of | name(arguments)`.
    record Filter(Expression of, String name, List<Argument> arguments) implements Expression {}

    /// `of is name(arguments)`.
    record Test(Expression of, String name, List<Argument> arguments) implements Expression {}

    /// `not of`, `-of`.
    record Unary(String operator, Expression of) implements Expression {}

    /// `left operator right`.
    record Binary(String operator, Expression left, Expression right) implements Expression {}

    /// `then if condition else otherwise`.
    record Choice(
            Expression condition, Expression then, @Nullable Expression otherwise) implements Expression {}

    /// An argument, with its name if it has one.
    record Argument(@Nullable String name, Expression value) {}
}
