package org.espalier.model.llava.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.espalier.model.llava.chat.Scanner.Kind;
import org.espalier.model.llava.chat.Scanner.Piece;
import org.espalier.model.llava.chat.Scanner.Word;
import org.jspecify.annotations.Nullable;

/// Pieces of a template to a tree of nodes.
final class Parser {

    private static final int DEEPEST = 60;

    private final List<Piece> pieces;
    private int at;
    private int depth;

    private Parser(List<Piece> pieces) {
        this.pieces = pieces;
    }

    static List<Node> parse(String source) {
        // Jinja drops one newline at the end of a template.
        String text = source.endsWith("\n") ? source.substring(0, source.length() - 1) : source;
        Parser parser = new Parser(Scanner.scan(text));
        List<Node> nodes = parser.body(Set.of());
        if (parser.at < parser.pieces.size()) {
            throw Scanner.malformed("an end tag has no beginning");
        }
        return nodes;
    }

    /// Nodes up to a tag of one of these names, which stays to be read.
    private List<Node> body(Set<String> ends) {
        if (++depth > DEEPEST) {
            throw Scanner.malformed("its blocks are nested too deeply");
        }
        List<Node> nodes = new ArrayList<>();
        while (at < pieces.size() && !(pieces.get(at).kind() == Kind.TAG && ends.contains(tag()))) {
            Piece piece = pieces.get(at);
            switch (piece.kind()) {
                case TEXT -> {
                    nodes.add(new Node.Literal(piece.text()));
                    at++;
                }
                case OUTPUT -> {
                    nodes.add(new Node.Output(ExpressionParser.whole(piece.words())));
                    at++;
                }
                case TAG -> nodes.add(statement(piece.words()));
            }
        }
        depth--;
        return nodes;
    }

    /// The first word of the tag that comes next.
    private String tag() {
        List<Word> words = pieces.get(at).words();
        return words.isEmpty() ? "" : words.getFirst().text();
    }

    private Node statement(List<Word> words) {
        ExpressionParser rest = new ExpressionParser(words, 1);
        return switch (tag()) {
            case "if" -> branches(rest);
            case "for" -> loop(rest);
            case "set" -> assignment(rest);
            case "generation" -> marked();
            default -> throw Scanner.malformed("it uses the tag '" + tag() + "', which is not supported");
        };
    }

    private Node branches(ExpressionParser condition) {
        List<Node.Branch> branches = new ArrayList<>();
        @Nullable Expression when = condition.expression();
        condition.end();
        while (true) {
            at++;
            List<Node> body = body(Set.of("elif", "else", "endif"));
            branches.add(new Node.Branch(when, body));
            if (at >= pieces.size()) {
                throw Scanner.malformed("an 'if' has no 'endif'");
            }
            if (tag().equals("endif")) {
                at++;
                return new Node.If(branches);
            }
            if (tag().equals("else")) {
                when = null;
            } else {
                ExpressionParser next = new ExpressionParser(pieces.get(at).words(), 1);
                when = next.expression();
                next.end();
            }
        }
    }

    private Node loop(ExpressionParser head) {
        List<String> names = new ArrayList<>();
        do {
            names.add(head.name());
        } while (head.take(","));
        head.expect("in");
        Expression items = head.withoutChoice();
        Expression condition = head.take("if") ? head.expression() : null;
        head.end();
        at++;
        List<Node> body = body(Set.of("else", "endfor"));
        List<Node> otherwise = List.of();
        if (at < pieces.size() && tag().equals("else")) {
            at++;
            otherwise = body(Set.of("endfor"));
        }
        if (at >= pieces.size()) {
            throw Scanner.malformed("a 'for' has no 'endfor'");
        }
        at++;
        return new Node.For(names, items, condition, body, otherwise);
    }

    /// Hugging Face marks what the model itself says; a prompt is written the same.
    private Node marked() {
        at++;
        List<Node> body = body(Set.of("endgeneration"));
        if (at >= pieces.size()) {
            throw Scanner.malformed("a 'generation' has no 'endgeneration'");
        }
        at++;
        return new Node.If(List.of(new Node.Branch(null, body)));
    }

    private Node assignment(ExpressionParser rest) {
        String name = rest.name();
        String member = rest.take(".") ? rest.name() : null;
        rest.expect("=");
        Expression value = rest.expression();
        rest.end();
        at++;
        return new Node.Assign(name, member, value);
    }
}
