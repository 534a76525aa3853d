package org.espalier.search.prune;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.espalier.model.llava.Decoder;
import org.espalier.model.llava.Frame;
import org.espalier.model.llava.LinearObserver;
import org.espalier.model.llava.LlavaConfig;
import org.espalier.model.llava.LlavaModel;
import org.espalier.model.llava.LlavaWeights;
import org.espalier.model.llava.Projector;
import org.espalier.model.llava.VisionTower;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// Samples ready to be scored again and again: rows laid out, the tower's features and the texts' embeddings
/// computed once. Only projector and decoder run for a candidate.
///
/// Close it to free the memory. Scoring is safe from several threads.
public final class Samples implements AutoCloseable {

    private static final int PICTURES_AT_ONCE = 32;

    /// One batch with what never changes.
    ///
    /// @param features (rows, tokens a picture, width of features); null without pictures
    /// @param text (rows, width, hidden): embeddings of the texts; what stands in a picture's place is unused
    /// @param frame positions and visibility
    record Ready(AnswerRows.Batch rows, @Nullable NDArray features, NDArray text, Frame frame) {}

    private final NDManager manager;
    private final List<Ready> batches;
    private final int samples;
    private final List<NDArray> states = new ArrayList<>(); // of the dense model, batch by batch
    private @Nullable List<NDArray> reference; // log-probabilities of the dense model at the targets, batch by batch

    private Samples(NDManager manager, List<Ready> batches, int samples) {
        this.manager = manager;
        this.batches = batches;
        this.samples = samples;
    }

    /// Lays samples out and runs the tower over their pictures.
    ///
    /// @param tokensAtOnce tokens in one pass
    /// @throws WorkbenchException if a sample has more than one picture, or there are none
    public static Samples of(LlavaModel model, List<Sample> samples, int tokensAtOnce, TaskContext context) {
        if (samples.isEmpty()) {
            throw WorkbenchException.input("search.samples", "there are no samples", "Add lines to the file.");
        }
        for (Sample sample : samples) {
            if (sample.prompt().pictures().size() > 1) {
                throw WorkbenchException.input(
                        "search.pictures",
                        "a sample has " + sample.prompt().pictures().size() + " pictures; the search takes one at most",
                        "Leave samples with several pictures out.");
            }
        }
        NDManager manager = model.newManager();
        try {
            List<Ready> ready = new ArrayList<>();
            List<AnswerRows.Batch> rows = new AnswerRows(model.config().imageToken(), tokensAtOnce).batches(samples);
            for (AnswerRows.Batch batch : rows) {
                context.checkCancelled();
                ready.add(ready(model, manager, batch));
                context.progress(ready.size(), rows.size());
            }
            return new Samples(manager, List.copyOf(ready), samples.size());
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    private static Ready ready(LlavaModel model, NDManager manager, AnswerRows.Batch batch) {
        LlavaConfig config = model.config();
        NDArray features = batch.picture() < 0 ? null : features(model, batch.pixels());
        if (features != null) {
            features.attach(manager);
        }
        int[] ids = new int[batch.ids().length * batch.width()];
        for (int i = 0; i < ids.length; i++) {
            int id = batch.ids()[i / batch.width()][i % batch.width()];
            ids[i] = id == config.imageToken() ? 0 : id;
        }
        NDArray text = model.decoder().embed(manager.create(ids, new Shape(batch.ids().length, batch.width())));
        Frame frame = Frame.of(manager, config.text(), batch.positions(), batch.mask(), batch.width());
        return new Ready(batch, features, text, frame);
    }

    private static NDArray features(LlavaModel model, List<float[]> pixels) {
        LlavaConfig config = model.config();
        VisionTower tower = model.weights().tower();
        int side = config.vision().image();
        try (NDManager pass = model.newManager()) {
            NDList parts = new NDList();
            for (int start = 0; start < pixels.size(); start += PICTURES_AT_ONCE) {
                NDList each = new NDList();
                for (float[] one : pixels.subList(start, Math.min(pixels.size(), start + PICTURES_AT_ONCE))) {
                    each.add(pass.create(one, new Shape(1, 3, side, side)));
                }
                parts.add(LlavaWeights.features(config, tower, NDArrays.concat(each, 0), LinearObserver.NONE));
            }
            NDArray all = NDArrays.concat(parts, 0);
            all.attach(pass.getParentManager());
            return all;
        }
    }

    /// How many samples there are.
    public int count() {
        return samples;
    }

    List<Ready> batches() {
        return batches;
    }

    /// The decoder's input for a batch, (rows, width, hidden), under `pass`.
    static NDArray embedded(NDManager pass, Ready ready, Projector projector) {
        NDArray text = ready.text().duplicate();
        text.attach(pass);
        NDArray features = ready.features();
        if (features == null) {
            return text;
        }
        NDArray own = features.duplicate();
        own.attach(pass);
        NDArray pictures = projector.forward(own, LinearObserver.NONE);
        int before = ready.rows().picture();
        long after = before + pictures.getShape().get(1);
        return NDArrays.concat(new NDList(text.get(":, :" + before), pictures, text.get(":, " + after + ":")), 1);
    }

    /// The logits at a batch's targets from the decoder's last states, (targets, vocabulary).
    static NDArray logits(NDManager pass, Ready ready, Decoder decoder, NDArray states) {
        NDArray rows = states.reshape(-1, decoder.config().hidden());
        NDArray chosen = Embedding.embedding(pass.create(ready.rows().targets()), rows, SparseFormat.DENSE)
                .head();
        return decoder.logits(chosen);
    }

    /// What a model makes of the samples.
    ///
    /// @param answers mean cross-entropy of the answers' tokens, nats
    /// @param kl mean divergence from the reference, nats a token; 0 without [#remember]
    /// @param right share of samples whose every token is the most likely one
    public record Result(double answers, double kl, double right) {}

    /// Remembers the present model's distributions as the reference of [Loss#KL].
    void remember(Decoder decoder, Projector projector) {
        List<NDArray> all = new ArrayList<>();
        for (Ready ready : batches) {
            try (NDManager pass = manager.newSubManager()) {
                NDArray states =
                        decoder.forward(embedded(pass, ready, projector), ready.frame(), null, LinearObserver.NONE);
                NDArray logs = logits(pass, ready, decoder, states).logSoftmax(1);
                logs.attach(manager);
                all.add(logs);
            }
        }
        reference = all;
    }

    /// Remembers the present model's last states for [#states].
    void rememberStates(Decoder decoder, Projector projector) {
        states.clear();
        for (Ready ready : batches) {
            try (NDManager pass = manager.newSubManager()) {
                NDArray last =
                        decoder.forward(embedded(pass, ready, projector), ready.frame(), null, LinearObserver.NONE);
                last.attach(manager);
                states.add(last);
            }
        }
    }

    /// What [#rememberStates] remembered of a batch, (rows, width, hidden).
    NDArray states(int batch) {
        return states.get(batch);
    }

    /// Scores a decoder behind a projector.
    ///
    /// @param forbidden token that is never chosen
    public Result score(Decoder decoder, Projector projector, int forbidden, TaskContext context) {
        Tally tally = new Tally(forbidden);
        for (int i = 0; i < batches.size(); i++) {
            context.checkCancelled();
            Ready ready = batches.get(i);
            try (NDManager pass = manager.newSubManager()) {
                NDArray states =
                        decoder.forward(embedded(pass, ready, projector), ready.frame(), null, LinearObserver.NONE);
                tally.add(ready, logits(pass, ready, decoder, states), referenceOf(i));
            }
        }
        return tally.result(samples);
    }

    private @Nullable NDArray referenceOf(int batch) {
        List<NDArray> known = reference;
        return known == null ? null : known.get(batch);
    }

    /// Scores the last states of a pass that somebody else has run over samples in one batch.
    Result result(NDManager pass, Decoder decoder, NDArray states, int forbidden) {
        Tally tally = new Tally(forbidden);
        Ready ready = batches.getFirst();
        tally.add(ready, logits(pass, ready, decoder, states), referenceOf(0));
        return tally.result(samples);
    }

    /// Sums over batches.
    private static final class Tally {

        private final int forbidden;
        private double loss;
        private double divergence;
        private long tokens;
        private int wrong;

        private Tally(int forbidden) {
            this.forbidden = forbidden;
        }

        private void add(Ready ready, NDArray logits, @Nullable NDArray reference) {
            NDArray logs = logits.logSoftmax(1);
            float[] values = logs.toType(DataType.FLOAT32, false).toFloatArray();
            float[] dense = reference == null ? new float[0] : reference.toFloatArray();
            int[] gold = ready.rows().gold();
            int classes = values.length / gold.length;
            Set<Integer> missed = new HashSet<>();
            for (int i = 0; i < gold.length; i++) {
                int best = -1;
                for (int id = 0; id < classes; id++) {
                    float value = values[i * classes + id];
                    if (id != forbidden && (best < 0 || value > values[i * classes + best])) {
                        best = id;
                    }
                    if (dense.length > 0) {
                        divergence += Math.exp(dense[i * classes + id]) * (dense[i * classes + id] - value);
                    }
                }
                loss -= values[i * classes + gold[i]];
                tokens++;
                if (best != gold[i]) {
                    missed.add(ready.rows().owner()[i]);
                }
            }
            wrong += missed.size();
        }

        Result result(int samples) {
            return new Result(loss / tokens, divergence / tokens, 1 - (double) wrong / samples);
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
