package org.espalier.search.nas;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// A search space that was trained and measured.
///
/// @param rank rank ratio of its low-rank layers, above 0 and at most 1
/// @param patch side of its patches, pixels
/// @param accuracy score of its supernet, percent
/// @param legal share of its subnets within the limits, 0 to 1
/// @param rankMlp rank ratio of the MLP where `rank` is that of attention alone; null where both are one
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ScoredPoint(
        double rank,
        double patch,
        double accuracy,
        double legal,
        @Nullable Double rankMlp) {

    private static final int MOST = 100_000;

    /// Refuses numbers that no space can have.
    public ScoredPoint {
        within("rank", rank, 1e-9, 1);
        within("patch", patch, 1, 4096);
        within("accuracy", accuracy, 0, 100);
        within("legal", legal, 0, 1);
        if (rankMlp != null) {
            within("rankMlp", rankMlp, 1e-9, 1);
        }
    }

    /// Where it is.
    public SpaceMove.Place place() {
        return new SpaceMove.Place(rank, patch, rankMlp);
    }

    /// Points from a JSON list of `{"rank","patch","accuracy","legal"}`, all or none of them with `"rankMlp"`.
    ///
    /// @param where names the list in messages
    /// @throws WorkbenchException if it is no such list
    public static List<ScoredPoint> parse(JsonNode json, String where) {
        if (!json.isArray() || json.size() > MOST) {
            throw wrong(where + " is no list of points");
        }
        List<ScoredPoint> points = new ArrayList<>();
        for (JsonNode item : json) {
            points.add(new ScoredPoint(
                    number(item, "rank", where),
                    number(item, "patch", where),
                    number(item, "accuracy", where),
                    number(item, "legal", where),
                    item.has("rankMlp") ? number(item, "rankMlp", where) : null));
        }
        if (points.stream().map(p -> p.rankMlp() == null).distinct().count() > 1) {
            throw wrong(where + ": some points have a rankMlp and some have none");
        }
        return List.copyOf(points);
    }

    private static double number(JsonNode item, String name, String where) {
        JsonNode value = item.path(name);
        if (!value.isNumber()) {
            throw wrong(where + ": " + name + " is "
                    + (value.isMissingNode() ? "missing in " + item : value + ", not a number"));
        }
        return value.asDouble();
    }

    private static void within(String what, double value, double low, double high) {
        if (!(value >= low && value <= high)) {
            throw wrong("the " + what + " of a point is " + value + ", which is not in " + low + ".." + high);
        }
    }

    private static WorkbenchException wrong(String what) {
        return WorkbenchException.input(
                "nas.points",
                what,
                "Write a list of {\"rank\":0.9,\"patch\":16,\"accuracy\":66.3,\"legal\":0.38}: accuracy in percent,"
                        + " legal from 0 to 1. Where the MLP has a rank of its own, every point has a rankMlp.");
    }
}
