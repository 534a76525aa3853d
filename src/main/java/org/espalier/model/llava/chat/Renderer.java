package org.espalier.model.llava.chat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Writes a template out. Assignments inside a loop end with it, except to a namespace.
final class Renderer {

    private static final int LONGEST = 1 << 20;

    /// Far more than any template takes, and done in a moment.
    private static final int MOST_STEPS = 1_000_000;

    private final StringBuilder out = new StringBuilder();
    private int steps;

    private Renderer() {}

    static String render(List<Node> template, Map<String, Value> variables) {
        Renderer renderer = new Renderer();
        renderer.write(template, new HashMap<>(variables));
        return renderer.out.toString();
    }

    private void write(List<Node> nodes, Map<String, Value> scope) {
        for (Node node : nodes) {
            step();
            switch (node) {
                case Node.Literal literal -> append(literal.text());
                case Node.Output output ->
                    append(new Evaluator(scope).value(output.expression()).printed());
                case Node.If branches -> write(chosen(branches, scope), scope);
                case Node.For loop -> write(loop, scope);
                case Node.Assign assign -> assign(assign, scope);
            }
        }
    }

    private void step() {
        if (++steps > MOST_STEPS) {
            throw Scanner.malformed("it takes more than " + MOST_STEPS + " steps");
        }
    }

    private void append(String text) {
        out.append(text);
        if (out.length() > LONGEST) {
            throw Scanner.malformed("it writes more than " + LONGEST + " characters");
        }
    }

    private static List<Node> chosen(Node.If node, Map<String, Value> scope) {
        for (Node.Branch branch : node.branches()) {
            Expression condition = branch.condition();
            if (condition == null || new Evaluator(scope).value(condition).holds()) {
                return branch.body();
            }
        }
        return List.of();
    }

    private void write(Node.For loop, Map<String, Value> scope) {
        List<Map<String, Value>> turns = new ArrayList<>();
        for (Value item : Evaluator.items(new Evaluator(scope).value(loop.items()))) {
            step();
            Map<String, Value> inner = new HashMap<>(scope);
            bind(loop.names(), item, inner);
            Expression condition = loop.condition();
            if (condition == null || new Evaluator(inner).value(condition).holds()) {
                turns.add(inner);
            }
        }
        for (int i = 0; i < turns.size(); i++) {
            Map<String, Value> inner = turns.get(i);
            inner.put("loop", new Value.Entries(position(i, turns.size())));
            write(loop.body(), inner);
        }
        if (turns.isEmpty()) {
            write(loop.otherwise(), scope);
        }
    }

    private static void bind(List<String> names, Value item, Map<String, Value> scope) {
        if (names.size() == 1) {
            scope.put(names.getFirst(), item);
            return;
        }
        List<Value> parts = Evaluator.items(item);
        if (parts.size() != names.size()) {
            throw Scanner.malformed("a loop takes " + names.size() + " names from " + parts.size() + " values");
        }
        for (int i = 0; i < parts.size(); i++) {
            scope.put(names.get(i), parts.get(i));
        }
    }

    private static SequencedMap<String, Value> position(int index, int length) {
        SequencedMap<String, Value> loop = new LinkedHashMap<>();
        loop.put("index", new Value.Whole(index + 1L));
        loop.put("index0", new Value.Whole(index));
        loop.put("first", new Value.Truth(index == 0));
        loop.put("last", new Value.Truth(index == length - 1));
        loop.put("length", new Value.Whole(length));
        return loop;
    }

    private static void assign(Node.Assign assign, Map<String, Value> scope) {
        Value value = new Evaluator(scope).value(assign.value());
        String member = assign.member();
        if (member == null) {
            scope.put(assign.name(), value);
        } else if (scope.get(assign.name()) instanceof Value.Entries namespace) {
            namespace.values().put(member, value);
        } else {
            throw Scanner.malformed("'" + assign.name() + "' is not a namespace");
        }
    }
}
