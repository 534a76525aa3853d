package org.espalier.ui.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a run says, as the page shows it.
class FieldsTest {

    @ParameterizedTest
    @CsvSource({
        "96.42857142857143,96.429",
        "92.0,92.0",
        "-0.000123456,-0.00012346",
        "1.23456789E-5,0.000012346",
        "1.23456789E-300,1.2346E-300",
        "1.23456789E-999999999,1.23456789E-999999999",
        "867072,867072",
        "espalier.evaluation/1,espalier.evaluation/1",
        "1.2.3,1.2.3"
    })
    void numbersAreRoundedToWhatCanBeReadAndWordsAreLeft(String value, String shown) {
        assertEquals(shown, Fields.shown(value));
    }

    @Test
    void valuesStandBesideTheBaselinesWithTheirDifference() {
        assertEquals(
                List.of(
                        new Fields.Compared("accuracy", "71.5", "70", "▲ +1.5"),
                        new Fields.Compared("model", "a", "a", ""),
                        new Fields.Compared("only", "1", "", ""),
                        new Fields.Compared("gone", "", "2", "")),
                Fields.compare(
                        List.of(
                                new Fields.Field("accuracy", "71.5"),
                                new Fields.Field("model", "a"),
                                new Fields.Field("only", "1")),
                        List.of(
                                new Fields.Field("accuracy", "70"),
                                new Fields.Field("model", "a"),
                                new Fields.Field("gone", "2"))));
    }
}
