package org.espalier.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.espalier.format.Json;
import org.espalier.task.WorkbenchException;

/// Board descriptions in JSON, checked for what planner, linker and start-up code take for granted.
final class BoardFile {

    private static final List<String> CORES = List.of("cortex-m4", "cortex-m7", "cortex-m33");

    /// A file of another place could be anyone's, and OpenOCD runs what is in it.
    private static final String OPENOCD_FILES =
            "(board|interface|target)/[A-Za-z0-9_-]+\\.cfg( (board|interface|target)/[A-Za-z0-9_-]+\\.cfg)*";

    private BoardFile() {}

    /// The board a file describes.
    ///
    /// @throws WorkbenchException if the file is missing, or a value is missing or cannot be
    static Board read(Path file) {
        return of(file.toString(), Json.read(file));
    }

    /// @param where what messages call it
    static Board of(String where, JsonNode tree) {
        try {
            Board board = Json.mapper().treeToValue(tree, Board.class);
            if (board == null) {
                throw refuse(where, "describes no board");
            }
            check(where, board);
            return board;
        } catch (JsonProcessingException e) {
            throw refuse(where, e.getOriginalMessage());
        } catch (NullPointerException e) {
            throw refuse(where, "a list is missing");
        }
    }

    private static void check(String where, Board b) {
        for (Object value : new Object[] {b.id(), b.name(), b.mcu(), b.core(), b.fpu(), b.flash(), b.cache()}) {
            require(where, value != null, "id, name, mcu, core, fpu, flash and cache are needed");
        }
        require(where, b.serial() != null && b.flashing() != null, "serial and flashing are needed");
        require(
                where,
                b.id().matches("[a-z0-9][a-z0-9-]{0,63}"),
                "the id '" + b.id() + "' is not made of a-z, 0-9 and -");
        require(
                where,
                b.mcu().matches("STM32(F4|F7|H7|L4|U5)[A-Z0-9]*"),
                "there is no start-up code for '" + b.mcu() + "': STM32F4, F7, H7, L4 and U5 have one");
        require(where, CORES.contains(b.core()), "the core '" + b.core() + "' is none of " + CORES);
        require(where, b.fpu().matches("fpv[45]-(sp-)?d16"), "the unit '" + b.fpu() + "' is no fpv4 or fpv5");
        require(
                where,
                b.flashing().openOcd() != null && b.flashing().openOcd().matches(OPENOCD_FILES),
                "flashing.openOcd names no files of OpenOCD's own, such as board/st_nucleo_f7.cfg");
        require(where, !b.ram().isEmpty(), "it has no RAM");
        long end = 0;
        for (Board.Region region : b.ram()) {
            require(where, region.address() >= end, "its RAM is not in the order of addresses, or overlaps");
            require(
                    where,
                    region.bytes() > 0 && region.bytes() <= 1 << 28 && region.bytes() % 1024 == 0,
                    "'" + region.name() + "' has " + region.bytes() + " bytes");
            require(
                    where,
                    reachable(region.address(), region.bytes()),
                    "'" + region.name() + "' is not where a core of 32 bits reaches it");
            end = region.address() + region.bytes();
        }
        require(
                where,
                b.flash().bytes() > 0 && b.flash().bytes() <= 1 << 26,
                "its flash has " + b.flash().bytes() + " bytes");
        long sectors = b.flash().sectors().stream()
                .mapToLong(s -> s.count() * s.bytes())
                .sum();
        require(
                where,
                sectors == b.flash().bytes(),
                "its sectors hold " + sectors + " bytes, its flash " + b.flash().bytes());
        require(
                where,
                b.coreHertz() >= 1_000_000 && b.coreHertz() <= 1_000_000_000,
                "its core runs at " + b.coreHertz() + " Hz");
        require(
                where,
                reachable(b.flash().address(), b.flash().bytes()),
                "its flash is not where a core of 32 bits reaches it");
        require(
                where,
                b.crystalHertz() > 0 && b.crystalHertz() <= 100_000_000,
                "its crystal has " + b.crystalHertz() + " Hz");
        require(where, b.serial().tx() != null && b.serial().tx().matches("P[A-K](\\d|1[0-5])"), "serial.tx is no pin");
        require(where, b.serial().rx() != null && b.serial().rx().matches("P[A-K](\\d|1[0-5])"), "serial.rx is no pin");
        require(
                where,
                b.serial().port() != null && b.serial().port().matches("USART1|USART3|LPUART1"),
                "serial.port is none of USART1, USART3 and LPUART1");
        require(
                where,
                b.serial().alternateFunction() >= 0 && b.serial().alternateFunction() < 16,
                "serial.alternateFunction is none");
        b.external().forEach(outside -> checkOutside(where, outside, b));
        require(where, b.serial().baud() >= 1200 && b.serial().baud() <= 4_000_000, "serial.baud is none");
    }

    private static boolean reachable(long address, long bytes) {
        return address >= 0 && address + bytes <= 1L << 32;
    }

    private static void checkOutside(String where, Board.External outside, Board board) {
        String name = "'" + outside.name() + "' ";
        require(
                where,
                outside.kind() != null && outside.kind().matches("flash|ram"),
                name + "is neither flash nor ram");
        boolean ram = outside.kind().equals("ram");
        require(where, ram || !outside.arena(), name + "is a flash: no arena can lie in it");
        require(where, !outside.arena() || outside.sdram() != null, name + "has no sdram, by which it is driven");
        require(where, ram || outside.sdram() == null, name + "is a flash and has sdram");
        require(
                where,
                (outside.sdram() != null) == (ram && !outside.pins().isEmpty()),
                name + "needs both sdram and pins, or neither");
        if (outside.pins().isEmpty()) {
            return;
        }
        for (String pin : outside.pins()) {
            require(
                    where,
                    pin.matches("P[A-K](\\d|1[0-5])/(\\d|1[0-5])"),
                    name + "has '" + pin + "', no pin and function");
        }
        if (outside.sdram() != null) {
            checkSdram(where, name, outside, outside.sdram(), board);
        } else {
            checkQuadSpi(where, name, outside, board);
        }
    }

    private static void checkQuadSpi(String where, String name, Board.External flash, Board board) {
        require(
                where,
                board.mcu().matches("STM32[FH]7.*"),
                name + "has pins, which start-up code drives on the F7 and H7 only");
        require(
                where,
                flash.pins().size() == 6 || flash.pins().size() == 10,
                name + "needs six pins: clock, select, data 0 to 3; or ten, with data 0 to 3 of a second chip");
        require(
                where,
                Long.bitCount(flash.bytes()) == 1 && flash.bytes() >= 1 << 16 && flash.bytes() <= 1 << 28,
                name + "has " + flash.bytes() + " bytes, no power of two up to 256 MB");
        require(where, flash.address() == 0x90000000L, name + "is not at 0x90000000, where the controller shows it");
    }

    private static void checkSdram(String where, String name, Board.External ram, Board.Sdram sdram, Board board) {
        require(
                where,
                board.mcu().matches("STM32(F4|F7|H7).*"),
                name + "has pins, which start-up code drives on the F4, F7 and H7 only");
        boolean shape = sdram.columnBits() >= 8
                && sdram.columnBits() <= 11
                && sdram.rowBits() >= 11
                && sdram.rowBits() <= 13
                && (sdram.banks() == 2 || sdram.banks() == 4)
                && (sdram.dataBits() == 8 || sdram.dataBits() == 16 || sdram.dataBits() == 32);
        require(where, shape, name + "has a shape that the controller cannot drive");
        require(
                where,
                sdram.bytes() == ram.bytes(),
                name + "has " + ram.bytes() + " bytes, its columns, rows, banks and data lines make " + sdram.bytes());
        require(
                where,
                ram.address() == 0xC0000000L + (sdram.bank() - 1) * 0x10000000L
                        && (sdram.bank() == 1 || sdram.bank() == 2),
                name + "is not at 0xC0000000 (bank 1) or 0xD0000000 (bank 2), where the controller shows it");
        boolean clocks = sdram.casLatency() >= 1
                && sdram.casLatency() <= 3
                && (sdram.clockDivider() == 2 || sdram.clockDivider() == 3)
                && sdram.readPipe() >= 0
                && sdram.readPipe() <= 2;
        require(where, clocks, name + "has clocks that the controller cannot make");
        boolean timing = sdram.timing().size() == 7 && sdram.timing().stream().allMatch(t -> t >= 1 && t <= 16);
        require(where, timing, name + "needs seven timings of 1 to 16 clocks");
    }

    private static void require(String where, boolean holds, String otherwise) {
        if (!holds) {
            throw refuse(where, otherwise);
        }
    }

    private static WorkbenchException refuse(String where, String what) {
        return WorkbenchException.input(
                "plan.board.malformed",
                where + ": " + what,
                "Start from a description that works: espalier's own are listed in the guide, page Adding a board.");
    }
}
