package org.espalier.workbench.step;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.board.Benchmark;
import org.espalier.board.FirmwareFolder;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.task.Label;
import org.espalier.workbench.step.BoardBenchmarkStep.Function;
import org.espalier.workbench.step.BoardBenchmarkStep.Layer;
import org.espalier.workbench.step.BoardBenchmarkStep.Parameters;
import org.espalier.workbench.step.BoardBenchmarkStep.Result;
import org.espalier.workbench.step.BoardBenchmarkStep.Spread;
import org.espalier.workbench.step.BoardBenchmarkStep.SpreadMilliseconds;
import org.espalier.workbench.step.BoardBenchmarkStep.Wrong;

/// What a board's counts come to: means, shares and times of an inference, each with where it comes from.
final class BenchmarkFigures {

    private BenchmarkFigures() {}

    /// @param crc of the image, as the board read it
    static Result of(Parameters parameters, FirmwareFolder firmware, String crc, Benchmark benchmark) {
        QuantizedNetwork network = firmware.network();
        boolean counted = benchmark.label() == Label.SIMULATED;
        long hertz = benchmark.identity().coreHertz();
        int samples = benchmark.samples();
        long cycles =
                benchmark.steps().stream().mapToLong(Benchmark.Step::cycles).sum();
        long instructions = benchmark.steps().stream()
                .mapToLong(Benchmark.Step::instructions)
                .sum();
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < benchmark.steps().size(); i++) {
            Benchmark.Step step = benchmark.steps().get(i);
            int at = i;
            layers.add(new Layer(
                    step.name(),
                    counted ? mean(step.instructions(), samples) : null,
                    mean(step.cycles(), samples),
                    milliseconds(mean(step.cycles(), samples), hertz),
                    percent(step.cycles(), cycles),
                    Spread.of(benchmark.runs().stream().map(run -> run.get(at)).toList())));
        }
        Spread spread = Spread.of(benchmark.runs().stream()
                .map(run -> run.stream().mapToLong(Long::longValue).sum())
                .toList());
        Double milliwatts = parameters.milliwatts();
        Map<String, String> labels = new LinkedHashMap<>();
        if (counted) {
            labels.put("cyclesPerInference", Label.ESTIMATED.word());
            labels.put("milliseconds", Label.ESTIMATED.word());
            labels.put("cycles", Label.ESTIMATED.word());
            labels.put("latency", Label.ESTIMATED.word());
            labels.put("millijoules", Label.ESTIMATED.word());
        }
        return new Result(
                Result.SCHEMA,
                benchmark.label().word(),
                parameters.board(),
                samples,
                percent(benchmark.right(), samples),
                percent(benchmark.agreeing(), samples),
                benchmark.differing(),
                counted ? mean(instructions, samples) : null,
                mean(cycles, samples),
                milliseconds(mean(cycles, samples), hertz),
                hertz,
                benchmark.arenaHighWater(),
                benchmark.identity().arenaBytes(),
                benchmark.stackHighWater(),
                benchmark.identity().stackBytes(),
                spread,
                new SpreadMilliseconds(
                        milliseconds(spread.cold(), hertz),
                        milliseconds(spread.min(), hertz),
                        milliseconds(spread.median(), hertz),
                        milliseconds(spread.max(), hertz)),
                milliwatts == null ? null : Math.round(milliwatts * milliseconds(mean(cycles, samples), hertz)) / 1e3,
                crc,
                firmware.built().sha256(),
                network.classes(),
                benchmark.confusion(),
                benchmark.wrong().stream()
                        .map(w -> new Wrong(
                                w.name(),
                                network.classes().get(w.right()),
                                network.classes().get(w.answer())))
                        .toList(),
                labels,
                layers,
                functions(benchmark));
    }

    private static List<Function> functions(Benchmark benchmark) {
        long all = benchmark.functions().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        return benchmark.functions().entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(f -> new Function(f.getKey(), mean(f.getValue(), benchmark.samples()), percent(f.getValue(), all)))
                .toList();
    }

    private static long mean(long sum, int samples) {
        return Math.round((double) sum / samples);
    }

    private static double milliseconds(long cycles, long hertz) {
        return Math.round(cycles * 1e6 / hertz) / 1e3;
    }

    private static double percent(long part, long whole) {
        return whole == 0 ? 0 : Math.round(part * 1e4 / (double) whole) / 1e2;
    }
}
