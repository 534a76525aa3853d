package org.espalier.ui.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.awt.geom.Rectangle2D;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.espalier.ui.theme.Token;

class TreemapTest {

    @Property(tries = 200)
    void areasAreInProportionToBytesAndDoNotOverlap(
            @ForAll @Size(min = 1, max = 30) List<@IntRange(min = 1, max = 100_000) Integer> bytes) {
        List<Treemap.Part> parts = new java.util.ArrayList<>();
        for (int i = 0; i < bytes.size(); i++) {
            parts.add(new Treemap.Part("block " + i % 3, "part " + i, bytes.get(i), Token.CHART_1));
        }
        Treemap map = new Treemap(List.of("a", "b", "c"), parts);
        List<Rectangle2D> places = map.places(400, 300);
        double sum = bytes.stream().mapToDouble(b -> b).sum();
        for (int i = 0; i < places.size(); i++) {
            Rectangle2D place = places.get(i);
            double wanted = 400 * 300 * map.parts().get(i).bytes() / sum;
            assertEquals(wanted, place.getWidth() * place.getHeight(), 1e-6 * 400 * 300);
            assertEquals(i, map.hit(place.getCenterX(), place.getCenterY(), 400, 300));
            for (int j = 0; j < i; j++) {
                Rectangle2D both = place.createIntersection(places.get(j));
                assertFalse(both.getWidth() > 1e-6 && both.getHeight() > 1e-6, i + " lies over " + j);
            }
        }
    }
}
