package org.espalier.model.llava.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A piece of a template.
sealed interface Node {

    /// Text that is written as it stands.
    record Literal(String text) implements Node {}

    /// `{{ expression }}`.
    record Output(Expression expression) implements Node {}

    /// `{% if %} … {% elif %} … {% else %} … {% endif %}`; the first branch whose condition holds, a null condition
    /// always does.
    record If(List<Branch> branches) implements Node {}

    /// A branch of an [If].
    record Branch(@Nullable Expression condition, List<Node> body) {}

    /// `{% for names in items if condition %} … {% else %} … {% endfor %}`.
    record For(
            List<String> names, Expression items, @Nullable Expression condition, List<Node> body, List<Node> otherwise)
            implements Node {}

    /// `{% set name = value %}`, or of a namespace's member.
    record Assign(String name, @Nullable String member, Expression value) implements Node {}
}
