package org.espalier.workbench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class CommandTextTest {

    @Test
    void aPathWithSpacesAndQuotesStaysOneArgument() {
        assertEquals(
                "espalier prune apply 'my models/it'\\''s' --sparsity 0.5",
                CommandText.of(List.of("prune", "apply", "my models/it's", "--sparsity", "0.5")));
    }
}
