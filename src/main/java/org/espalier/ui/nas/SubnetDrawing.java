package org.espalier.ui.nas;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.BasicStroke;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.espalier.ui.chart.ChartTheme;
import org.espalier.ui.chart.Drawing;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.espalier.ui.theme.Token;

/// A subnet as blocks to scale: a block as wide as the embedding, its attention as high as its heads have channels
/// together, one tick between two heads, and beside it the MLP as high as its hidden layer; both in one scale.
///
/// @param embedding width of the net
/// @param widest embedding of the supernet
record SubnetDrawing(List<Block> blocks, int embedding, int widest) implements Drawing {

    private static final double GAP = 6;
    private static final double MOST_WIDTH = 150;
    private static final double ATTENTION = 0.36;

    /// Size of a head where the configuration says none.
    private static final int HEAD = 64;

    /// A block of the subnet.
    ///
    /// @param attention channels of all its heads
    /// @param hidden channels of the MLP's hidden layer
    record Block(int heads, int attention, int hidden) {}

    SubnetDrawing {
        blocks = List.copyOf(blocks);
    }

    /// The drawing of a subnet as runs write it, of a supernet's configuration.
    static SubnetDrawing of(JsonNode subnet, JsonNode config) {
        int embedding = subnet.path("embedDim").asInt();
        int head = config.path("head_dim").asInt(HEAD);
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < subnet.path("depth").asInt(); i++) {
            int heads = subnet.path("heads").path(i).asInt();
            int hidden = (int) (embedding * subnet.path("mlpRatio").path(i).asDouble());
            blocks.add(new Block(heads, heads * head, hidden));
        }
        return new SubnetDrawing(
                blocks, embedding, Math.max(embedding, config.path("embed_dim").asInt()));
    }

    /// "6 blocks of 128, heads 3 4 4 5 3 5, MLP 2 2 2 2.5 2 1.5".
    static String words(JsonNode subnet) {
        StringBuilder heads = new StringBuilder();
        subnet.path("heads").forEach(h -> heads.append(' ').append(h.asInt()));
        StringBuilder mlp = new StringBuilder();
        subnet.path("mlpRatio").forEach(r -> mlp.append(' ').append(Numbers.significant(r.asDouble())));
        return Words.of(
                "search.subnet",
                subnet.path("depth").asInt(),
                subnet.path("embedDim").asInt(),
                heads,
                mlp);
    }

    private double each(double width) {
        return Math.min(MOST_WIDTH, (width - GAP) / Math.max(1, blocks.size()));
    }

    @Override
    public void paint(Graphics2D g, ChartTheme theme, double width, double height, int selected) {
        g.setFont(theme.font());
        FontMetrics metrics = g.getFontMetrics();
        double foot = metrics.getHeight() + 4.0;
        double room = height - foot - 4;
        if (room < 20) {
            return;
        }
        int most = blocks.stream()
                .mapToInt(block -> Math.max(block.attention(), block.hidden()))
                .max()
                .orElse(1);
        double each = each(width);
        for (int i = 0; i < blocks.size(); i++) {
            Block block = blocks.get(i);
            double x = i * each;
            double wide = (each - GAP) * embedding / widest;
            double attention = wide * ATTENTION;
            double tall = room * block.attention() / Math.max(1, most);
            g.setPaint(theme.colour(Token.CHART_1, 1));
            g.fill(new Rectangle2D.Double(x, room - tall, attention, tall));
            g.setPaint(theme.colour(Token.GROUND, 1));
            g.setStroke(new BasicStroke(1.5f));
            for (int h = 1; h < block.heads(); h++) {
                double y = room - tall * h / block.heads();
                g.draw(new Line2D.Double(x, y, x + attention, y));
            }
            double hidden = room * block.hidden() / Math.max(1, most);
            g.setPaint(theme.colour(Token.CHART_2, 1));
            g.fill(new Rectangle2D.Double(x + attention + 2, room - hidden, wide - attention - 2, hidden));
            if (i == selected) {
                g.setPaint(theme.colour(Token.SELECTED, 1));
                g.setStroke(new BasicStroke(2));
                g.draw(new Rectangle2D.Double(x + 1, 1, wide - 2, room - 1));
            }
            String name = Words.of("search.block", i);
            String sizes = Words.of("search.block.sizes", i, block.attention(), block.hidden());
            name = metrics.stringWidth(sizes) <= wide ? sizes : name;
            g.setPaint(theme.colour(Token.MUTED, 1));
            g.drawString(name, (float) (x + (wide - metrics.stringWidth(name)) / 2), (float)
                    (height - metrics.getDescent() - 1));
        }
    }

    @Override
    public int hit(double x, double y, double width, double height) {
        int at = (int) Math.floor(x / each(width));
        return at >= 0 && at < blocks.size() ? at : -1;
    }

    @Override
    public int size() {
        return blocks.size();
    }

    @Override
    public List<String> columns() {
        return List.of(
                Words.of("search.drawing.block"),
                Words.of("search.kind.num_heads"),
                Words.of("search.drawing.attention"),
                Words.of("search.drawing.hidden"));
    }

    @Override
    public List<String> row(int index) {
        Block block = blocks.get(index);
        return List.of(
                String.valueOf(index),
                String.valueOf(block.heads()),
                String.valueOf(block.attention()),
                String.valueOf(block.hidden()));
    }
}
