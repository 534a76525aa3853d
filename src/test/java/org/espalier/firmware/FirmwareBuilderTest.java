package org.espalier.firmware;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.espalier.compress.quant.NetworkFile;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.compress.quant.RandomNetworks;
import org.espalier.compress.quant.RandomNetworks.Form;
import org.espalier.compress.quant.SmallForm;
import org.espalier.plan.Board;
import org.espalier.plan.Boards;
import org.espalier.plan.Plan;
import org.espalier.plan.Planner;
import org.espalier.plan.Techniques;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whole projects built with the Arm compiler.
class FirmwareBuilderTest {

    private static final Board BOARD = Boards.byId("stm32f746g-disco");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path shared;

    @SuppressWarnings("NullAway.Init")
    private static QuantizedNetwork network;

    @SuppressWarnings("NullAway.Init")
    private static Plan plan;

    @SuppressWarnings("NullAway.Init")
    private static Path project;

    @SuppressWarnings("NullAway.Init")
    private static BuiltFirmware built;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @BeforeAll
    static void build() {
        network = RandomNetworks.of(SmallForm.SMALL, 3);
        plan = Planner.plan(network, BOARD, Techniques.ALL);
        project = shared.resolve("a project");
        built = FirmwareBuilder.build(network, plan, BOARD, project, false, TaskContext.NONE);
    }

    @Test
    void linksExactlyThePlannedArenaAndWeights() throws IOException {
        assertEquals(plan.arenaBytes(), built.sram().arena());
        assertEquals(Planner.STACK_BYTES, built.sram().stack());
        assertTrue(
                built.sram().deepestStack() <= built.sram().stack(),
                () -> built.sram().toString());
        assertEquals(
                plan.sram().total(), built.sram().used(), () -> built.sram().toString());
        assertEquals("exactly as planned", built.sram().difference());
        assertTrue(
                built.flash().used() <= plan.flash().bytes(),
                () -> built.flash().toString());
        assertEquals(
                plan.flash().parts().get(0).bytes()
                        + plan.flash().parts().get(1).bytes(),
                built.flash().weights(),
                "constants in flash");
        assertEquals(
                Files.size(project.resolve("build/firmware.bin")), built.flash().used());
        assertEquals(built, BuiltFirmware.read(project));
    }

    @Test
    void theSameNetworkGivesTheSameBytes() throws IOException {
        Path again = folder.resolve("elsewhere");
        FirmwareBuilder.build(network, plan, BOARD, again, false, TaskContext.NONE);
        for (String file : new String[] {
            "build/firmware.elf",
            "build/firmware.bin",
            "build/firmware.map",
            "src/network.c",
            "src/weights.bin",
            "Makefile"
        }) {
            assertArrayEquals(Files.readAllBytes(project.resolve(file)), Files.readAllBytes(again.resolve(file)), file);
        }
    }

    @Test
    void makeBuildsTheSameImage() throws Exception {
        Path copy = folder.resolve("copy");
        FirmwareGenerator.project(network, plan, BOARD, Planner.STACK_BYTES).forEach((name, bytes) -> {
            try {
                Files.createDirectories(copy.resolve(name).getParent());
                Files.write(copy.resolve(name), bytes);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        Process make = new ProcessBuilder("make", "-s", "-j2")
                .directory(copy.toFile())
                .redirectErrorStream(true)
                .start();
        String words = new String(make.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, make.waitFor(), words);
        assertEquals("", words);
        for (String file : new String[] {"build/firmware.elf", "build/firmware.bin", "build/firmware.map"}) {
            assertArrayEquals(Files.readAllBytes(project.resolve(file)), Files.readAllBytes(copy.resolve(file)), file);
        }
    }

    @Test
    void theNetworkTravelsWithItsFirmware() {
        QuantizedNetwork read = NetworkFile.read(project.resolve(FirmwareBuilder.NETWORK));
        assertEquals(built.identity(), NetworkIdentity.hex(read));
        assertEquals(NetworkIdentity.hex(network), built.identity());
    }

    @Test
    void codeOfTheUserSurvivesAndIsBuiltAgain() throws IOException {
        Path target = folder.resolve("mine");
        FirmwareBuilder.build(network, plan, BOARD, target, false, TaskContext.NONE);
        String own = Files.readString(target.resolve("user/user.c")) + "/* mine */\n";
        Files.writeString(target.resolve("user/user.c"), own);
        Files.createDirectories(target.resolve("user/notes"));
        Files.writeString(target.resolve("user/notes/todo.txt"), "camera");
        Files.writeString(target.resolve("src/network.c"), "changed");
        assertThrows(
                WorkbenchException.class,
                () -> FirmwareBuilder.build(network, plan, BOARD, target, false, TaskContext.NONE));
        FirmwareBuilder.build(network, plan, BOARD, target, true, TaskContext.NONE);
        assertEquals(own, Files.readString(target.resolve("user/user.c")));
        assertEquals("camera", Files.readString(target.resolve("user/notes/todo.txt")));
        assertArrayEquals(
                Files.readAllBytes(project.resolve("src/network.c")),
                Files.readAllBytes(target.resolve("src/network.c")));
    }

    @Test
    void codeOfTheUserThatNeedsMoreStackThanThereIsIsRefused() throws IOException {
        Path target = folder.resolve("deep");
        Files.createDirectories(target.resolve("user"));
        Files.writeString(target.resolve("user/lamp.c"), """
                #include "espalier.h"
                int espalier_user_input(uint8_t *picture)
                {
                    volatile uint8_t copy[%d];
                    copy[0] = picture[0];
                    return copy[0] == 1;
                }
                """.formatted(Planner.STACK_BYTES));
        var e = assertThrows(
                WorkbenchException.class,
                () -> FirmwareBuilder.build(network, plan, BOARD, target, true, TaskContext.NONE));
        assertEquals("firmware.stack", e.code());
        assertEquals(WorkbenchException.Fault.INFEASIBLE, e.fault());
    }

    @Test
    void aLinkInTheUsersFolderStaysALink() throws IOException {
        Path camera = Files.createDirectories(folder.resolve("camera driver"));
        Files.writeString(camera.resolve("notes.txt"), "pins");
        Path target = folder.resolve("linked");
        FirmwareBuilder.build(network, plan, BOARD, target, false, TaskContext.NONE);
        Files.createSymbolicLink(target.resolve("user/camera"), camera);
        FirmwareBuilder.build(network, plan, BOARD, target, true, TaskContext.NONE);
        assertTrue(Files.isSymbolicLink(target.resolve("user/camera")));
        assertEquals("pins", Files.readString(target.resolve("user/camera/notes.txt")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            can call itself   | void g(int n) { h(n); if (n) g(n - 1); h(n); }
            through a pointer | static void (*volatile f)(int) = h; void g(int n) { f(n); f(n); }
            unknown size      | void g(int n) { volatile char a[n]; a[0] = 1; h(a[0]); }
            """)
    void codeOfTheUserWhoseStackHasNoBoundIsTheUsersToMend(String why, String code) throws IOException {
        Path target = folder.resolve("unbounded");
        Files.createDirectories(target.resolve("user"));
        Files.writeString(target.resolve("user/user.c"), """
                #include "espalier.h"
                static volatile int seen;
                static void h(int n) { seen += n; }
                %s
                int espalier_user_input(uint8_t *picture) { (void)picture; return 0; }
                void espalier_user_result(const int8_t *logits, uint32_t classes) { (void)logits; (void)classes; }
                void espalier_user_alive(void) { g(seen); }
                """.formatted(code));
        var e = assertThrows(
                WorkbenchException.class,
                () -> FirmwareBuilder.build(network, plan, BOARD, target, true, TaskContext.NONE));
        assertEquals("firmware.stack.unbounded", e.code());
        assertTrue(e.getMessage().contains(why), e.getMessage());
        assertTrue(e.remedy().contains("user/"), e.remedy());
    }

    @Test
    void brokenCodeOfTheUserIsNamedAndNothingIsLeft() throws IOException {
        Path target = folder.resolve("broken");
        Files.createDirectories(target.resolve("user"));
        Files.writeString(target.resolve("user/lamp.c"), "this is not C");
        var e = assertThrows(
                WorkbenchException.class,
                () -> FirmwareBuilder.build(network, plan, BOARD, target, true, TaskContext.NONE));
        assertEquals(WorkbenchException.Fault.TOOL, e.fault());
        assertTrue(e.getMessage().contains("user/lamp.c"), e.getMessage());
        assertEquals("this is not C", Files.readString(target.resolve("user/lamp.c")));
        assertTrue(Files.notExists(target.resolve("src")));
    }

    @Test
    void aNetworkTooLargeForTheBoardIsRefusedWithNumbers() {
        QuantizedNetwork large = RandomNetworks.of(new Form(96, 4, 0, 192, 1, 3, 64, 768, 0, 10, false), 1);
        Plan none = Planner.plan(large, BOARD, Techniques.NONE);
        var e = assertThrows(
                WorkbenchException.class,
                () -> FirmwareBuilder.build(large, none, BOARD, folder.resolve("large"), false, TaskContext.NONE));
        assertEquals(WorkbenchException.Fault.INFEASIBLE, e.fault());
        assertTrue(e.getMessage().contains("SRAM has 320 KiB"), e.getMessage());
        assertTrue(Files.notExists(folder.resolve("large")));
    }

    @Test
    void whatTheLinkerCannotPlaceIsRefusedWithNumbers() {
        Plan hopeful = new Plan(
                plan.schema(),
                plan.board(),
                plan.network(),
                true,
                plan.techniques(),
                plan.sram(),
                plan.flash(),
                400 << 10,
                List.of(new Plan.Piece("SRAM", 0, 400 << 10)),
                plan.lowerBound(),
                plan.macs(),
                plan.buffers(),
                plan.steps());
        var e = assertThrows(
                WorkbenchException.class,
                () -> FirmwareBuilder.build(network, hopeful, BOARD, folder.resolve("full"), false, TaskContext.NONE));
        assertEquals(WorkbenchException.Fault.INFEASIBLE, e.fault());
        assertTrue(e.getMessage().contains("SRAM has 327,680 bytes"), e.getMessage());
    }
}
