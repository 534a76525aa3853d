package org.espalier.firmware;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.espalier.compress.quant.Int8Executor;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.compress.quant.RandomNetworks;
import org.espalier.compress.quant.RandomNetworks.Form;
import org.espalier.compress.quant.SmallForm;
import org.espalier.plan.Boards;
import org.espalier.plan.Plan;
import org.espalier.plan.Planner;
import org.espalier.plan.Techniques;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whole generated networks on the host, with sanitizers, against the reference executor.
class GeneratedNetworkTest {

    private static final int PICTURES = 3;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path common;

    @SuppressWarnings("NullAway.Init")
    private static Path library;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @BeforeAll
    static void compileTheLibrary() throws IOException {
        library = HostCompiler.library(common);
    }

    static Stream<Techniques> everyCombination() {
        return Stream.of(false, true)
                .flatMap(i -> Stream.of(false, true)
                        .flatMap(d -> Stream.of(false, true).map(o -> new Techniques(i, d, o))));
    }

    static Stream<Form> manyForms() {
        return Stream.of(
                new Form(24, 8, 0, 20, 2, 2, 8, 36, 12, 5, true),
                new Form(30, 10, 0, 33, 1, 3, 6, 70, 0, 3, false),
                new Form(28, 8, 2, 31, 1, 1, 10, 17, 9, 2, false),
                new Form(21, 5, 0, 16, 1, 2, 4, 64, 5, 7, false),
                new Form(16, 16, 0, 8, 1, 1, 2, 4, 0, 2, true));
    }

    @ParameterizedTest
    @MethodSource("everyCombination")
    void givesTheExecutorsLogitsForEveryCombinationOfTechniques(Techniques techniques) throws IOException {
        check(RandomNetworks.of(SmallForm.SMALL, 11), techniques);
        check(RandomNetworks.of(SmallForm.SMALL.wide(), 11), techniques);
        check(RandomNetworks.of(SmallForm.SMALL.relative(14), 11), techniques);
    }

    @ParameterizedTest
    @MethodSource("manyForms")
    void givesTheExecutorsLogitsForManyForms(Form form) throws IOException {
        check(RandomNetworks.of(form, 5), Techniques.ALL);
        check(RandomNetworks.of(form.wide(), 5), Techniques.ALL);
        check(RandomNetworks.of(form.wide().relative(14), 5), Techniques.ALL);
        check(RandomNetworks.of(form.relative(1), 5), Techniques.ALL);
    }

    private void check(QuantizedNetwork network, Techniques techniques) throws IOException {
        Plan plan = Planner.plan(network, Boards.byId("stm32f746g-disco"), techniques);
        Map<String, byte[]> files =
                FirmwareGenerator.project(network, plan, Boards.byId("stm32f746g-disco"), Planner.STACK_BYTES);
        List<Path> sources = new ArrayList<>();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            if (file.getKey().startsWith("src/") && !file.getKey().startsWith("src/board/")) {
                Path path = folder.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue());
            }
        }
        sources.add(folder.resolve("src/network.c"));
        sources.add(folder.resolve("src/weights.S"));
        sources.add(library);
        sources.add(Path.of("src/test/resources/org/espalier/firmware/pictures.c"));
        Path program = folder.resolve("network");
        Path src = folder.resolve("src");
        HostCompiler.compile(
                program, List.of("-I" + src, "-I" + src.resolve("ops"), "-Wa,-I" + src, "-Wa,--noexecstack"), sources);
        byte[] pictures = new byte[PICTURES * network.input().bytes()];
        byte[] expected = new byte[PICTURES * network.classes().size()];
        for (int i = 0; i < PICTURES; i++) {
            byte[] picture = RandomNetworks.picture(network, i);
            byte[] logits = Int8Executor.run(network, picture).logits();
            System.arraycopy(picture, 0, pictures, i * picture.length, picture.length);
            System.arraycopy(logits, 0, expected, i * logits.length, logits.length);
        }
        assertArrayEquals(expected, HostCompiler.run(program, pictures));
    }
}
