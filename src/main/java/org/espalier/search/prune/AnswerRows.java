package org.espalier.search.prune;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.model.llava.Frame;
import org.espalier.task.WorkbenchException;

/// Lays samples out in rows for one pass with all answers given: each row is a prefix that several samples share,
/// their picture above all, and then what follows it in each sample.
///
/// A continuation sees the prefix and itself, and its positions begin where the prefix ends, so that every
/// sample is computed as if it stood alone while its picture is computed once. Rows of about one width share a
/// batch.
///
/// @param imageToken what stands for a picture's features
/// @param tokensAtOnce tokens in a batch at most, unless one row alone is longer
record AnswerRows(int imageToken, int tokensAtOnce) {

    private static final int CONTINUATION_TOKENS = 192;

    /// As many as an array may have.
    private static final int MOST_PAIRS = Integer.MAX_VALUE - 8;

    /// One batch, padded at the end of its rows.
    ///
    /// @param ids (rows, width)
    /// @param picture where each row's picture begins; -1 if the rows have none
    /// @param pixels one picture a row
    /// @param positions (rows, width)
    /// @param mask rows * width * width values, 0 or forbidden
    /// @param targets where answers are predicted, as indices into rows * width, sample by sample
    /// @param gold the token to predict at each of them
    /// @param owner which sample each target belongs to, counted within the batch
    /// @param samples samples in the batch
    /// @param kinds (rows * width): what each place holds
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Batch(
            int[][] ids,
            int picture,
            List<float[]> pixels,
            int[][] positions,
            float[] mask,
            long[] targets,
            int[] gold,
            int[] owner,
            int samples,
            Place[] kinds) {

        int width() {
            return ids[0].length;
        }
    }

    /// What a place in a row holds.
    enum Place {
        /// Nothing: it fills the row.
        PADDING,
        /// A feature of a picture.
        IMAGE,
        /// A token of a text.
        TEXT,
        /// A place where a token of the answer is predicted.
        ANSWER
    }

    private record Row(int picture, int prefix, List<Sample> samples) {
        int width() {
            return prefix
                    + samples.stream()
                            .mapToInt(s -> s.tokens().length - 1 - prefix)
                            .sum();
        }
    }

    List<Batch> batches(List<Sample> samples) {
        List<Row> rows = new ArrayList<>();
        Map<Object, List<Sample>> together = new LinkedHashMap<>();
        for (Sample sample : samples) {
            Object key = sample.prompt().pictures().isEmpty()
                    ? sample
                    : new Shared(sample.prompt().pictures().getFirst());
            together.computeIfAbsent(key, _ -> new ArrayList<>()).add(sample);
        }
        together.values().forEach(alike -> split(alike, rows));
        Map<Integer, List<Row>> byPicture = new LinkedHashMap<>();
        rows.forEach(row ->
                byPicture.computeIfAbsent(row.picture(), _ -> new ArrayList<>()).add(row));
        List<Batch> batches = new ArrayList<>();
        for (List<Row> group : byPicture.values()) {
            group.sort(Comparator.comparingInt(Row::width));
            int start = 0;
            while (start < group.size()) {
                int end = start + 1;
                while (end < group.size() && group.get(end).width() * (end + 1 - start) <= tokensAtOnce) {
                    end++;
                }
                batches.add(batch(group.subList(start, end)));
                start = end;
            }
        }
        return batches;
    }

    /// The same picture, by identity.
    @SuppressWarnings({"ArrayRecordComponent", "ReferenceEquality"})
    private record Shared(float[] pixels) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Shared shared && shared.pixels == pixels;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(pixels);
        }
    }

    private void split(List<Sample> alike, List<Row> rows) {
        int prefix = commonPrefix(alike);
        if (alike.size() > 1 && prefix < behindPicture(alike.getFirst().prompt().tokens())) {
            // A row has one place for a picture: in what follows the prefix there is none.
            alike.forEach(one -> split(List.of(one), rows));
            return;
        }
        int picture = picture(alike.getFirst().prompt().tokens());
        List<Sample> open = new ArrayList<>();
        int used = 0;
        for (Sample sample : alike) {
            int more = sample.tokens().length - 1 - prefix;
            if (!open.isEmpty() && used + more > CONTINUATION_TOKENS) {
                rows.add(new Row(picture, prefix, List.copyOf(open)));
                open.clear();
                used = 0;
            }
            open.add(sample);
            used += more;
        }
        rows.add(new Row(picture, prefix, List.copyOf(open)));
    }

    private int picture(int[] tokens) {
        for (int i = 0; i < tokens.length; i++) {
            if (tokens[i] == imageToken) {
                return i;
            }
        }
        return -1;
    }

    /// Where a picture has ended; 0 without one.
    private int behindPicture(int[] tokens) {
        int end = tokens.length;
        while (end > 0 && tokens[end - 1] != imageToken) {
            end--;
        }
        return end;
    }

    /// Tokens that all begin with; every sample keeps the last token of its prompt for itself.
    private static int commonPrefix(List<Sample> samples) {
        int[] first = samples.getFirst().tokens();
        int common = first.length;
        for (Sample sample : samples) {
            int limit = Math.min(common, sample.prompt().tokens().length - 1);
            int mismatch = Arrays.mismatch(first, 0, limit, sample.tokens(), 0, limit);
            common = mismatch < 0 ? limit : mismatch;
        }
        return common;
    }

    private Batch batch(List<Row> rows) {
        int width = rows.stream().mapToInt(Row::width).max().orElseThrow();
        int count = rows.size();
        float[] mask = new float[places(rows, width)];
        int[][] ids = new int[count][width];
        int[][] positions = new int[count][width];
        Place[] kinds = new Place[count * width];
        Arrays.fill(kinds, Place.PADDING);
        Arrays.fill(mask, Frame.FORBIDDEN);
        List<Long> targets = new ArrayList<>();
        List<Integer> gold = new ArrayList<>();
        List<Integer> owner = new ArrayList<>();
        List<float[]> pixels = new ArrayList<>();
        int sampleNumber = 0;
        for (int r = 0; r < count; r++) {
            Row row = rows.get(r);
            int prefix = row.prefix();
            int[] first = row.samples().getFirst().tokens();
            pixels.addAll(row.samples().getFirst().prompt().pictures());
            for (int i = 0; i < prefix; i++) {
                place(ids, positions, kinds, r, i, first[i], i);
                open(mask, r, width, i, 0, i + 1);
            }
            int at = prefix;
            for (Sample sample : row.samples()) {
                int[] tokens = sample.tokens();
                int asked = sample.prompt().tokens().length;
                for (int i = prefix; i < tokens.length - 1; i++) {
                    int here = at + i - prefix;
                    place(ids, positions, kinds, r, here, tokens[i], i);
                    open(mask, r, width, here, 0, prefix);
                    open(mask, r, width, here, at, here + 1);
                    if (i >= asked - 1) {
                        kinds[r * width + here] = Place.ANSWER;
                        targets.add((long) r * width + here);
                        gold.add(tokens[i + 1]);
                        owner.add(sampleNumber);
                    }
                }
                at += tokens.length - 1 - prefix;
                sampleNumber++;
            }
            for (int i = at; i < width; i++) {
                open(mask, r, width, i, i, i + 1);
            }
        }
        return new Batch(
                ids,
                rows.getFirst().picture(),
                pixels,
                positions,
                mask,
                targets.stream().mapToLong(Long::longValue).toArray(),
                ints(gold),
                ints(owner),
                sampleNumber,
                kinds);
    }

    /// Pairs of places that see each other or do not.
    private static int places(List<Row> rows, int width) {
        double pairs = (double) rows.size() * width * width;
        if (pairs > MOST_PAIRS) {
            throw WorkbenchException.input(
                    "search.samples",
                    rows.size() + " rows of up to " + width + " tokens are more than one pass can hold",
                    "Lower --samples, or leave the longest texts out.");
        }
        return (int) pairs;
    }

    private void place(int[][] ids, int[][] positions, Place[] kinds, int row, int at, int token, int position) {
        ids[row][at] = token;
        positions[row][at] = position;
        kinds[row * ids[row].length + at] = token == imageToken ? Place.IMAGE : Place.TEXT;
    }

    private static void open(float[] mask, int row, int width, int at, int from, int to) {
        int line = (row * width + at) * width;
        Arrays.fill(mask, line + from, line + to, 0);
    }

    private static int[] ints(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }

    /// How many places of each kind there are.
    static Map<Place, Integer> census(List<Batch> batches) {
        Map<Place, Integer> census = new HashMap<>();
        batches.forEach(batch -> Arrays.stream(batch.kinds()).forEach(kind -> census.merge(kind, 1, Integer::sum)));
        return census;
    }
}
