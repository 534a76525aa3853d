package org.espalier.ui.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 0.999 KiB",
        "999, 999 B",
        "1024, 1 KiB",
        "219136, 214 KiB",
        "327680, 320 KiB",
        "1048576, 1 MiB",
        "14503000000, 13.5 GiB"
    })
    void bytesHaveThreeDigitsAndBinaryUnits(long bytes, String text) {
        assertEquals(text, Numbers.bytes(bytes).replace(' ', ' '));
    }

    @ParameterizedTest
    @CsvSource({"0.458, 45.8 %", "0.5, 50 %", "1, 100 %", "0.99999, 100 %"})
    void sharesBecomePercent(double share, String text) {
        assertEquals(text, Numbers.percent(share).replace(' ', ' '));
    }

    @ParameterizedTest
    @CsvSource({"7063427072, 7.06 G", "2100000, 2.10 M", "9999, '9,999'"})
    void countsAreShort(long count, String text) {
        assertEquals(text, Numbers.shortCount(count).replace(' ', ' ').strip());
    }

    @Test
    void differencesCarrySignAndArrow() {
        assertEquals("▼ −1.2", Numbers.points(-1.2).substring(0, 6));
        assertEquals("▲ +0.5", Numbers.points(0.5).substring(0, 6));
        assertEquals("= 0.0", Numbers.points(0).substring(0, 5));
    }

    @Test
    void timesGrowFromMillisecondsToHours() {
        assertEquals("840 ms", Numbers.duration(Duration.ofMillis(840)).replace(' ', ' '));
        assertEquals("12.3 s", Numbers.duration(Duration.ofMillis(12_300)).replace(' ', ' '));
        assertEquals("3:12", Numbers.duration(Duration.ofSeconds(192)));
        assertEquals("1:02:05", Numbers.duration(Duration.ofSeconds(3725)));
    }

    @Test
    void smallAndLargeValuesStayReadable() {
        assertEquals("0.0123", Numbers.significant(0.01234));
        assertEquals("1230", Numbers.significant(1234));
        assertEquals("not a number", Numbers.significant(Double.NaN));
        assertEquals("−2.50e−07", Numbers.significant(-2.5e-7));
    }
}
