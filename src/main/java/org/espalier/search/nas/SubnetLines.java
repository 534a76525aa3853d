package org.espalier.search.nas;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.espalier.format.Json;
import org.espalier.model.vit.Subnet;
import org.espalier.search.evaluate.ScoreLines;

/// Lines of `candidates.jsonl`: a subnet and its accuracy on the validation pictures, percent.
public final class SubnetLines implements ScoreLines<Subnet, Double> {

    private record Line(Subnet subnet, double validation) {}

    @Override
    public String key(Subnet subnet) {
        return Json.line(subnet);
    }

    @Override
    public Record line(Subnet subnet, Double validation) {
        return new Line(subnet, validation);
    }

    @Override
    public Known<Double> read(String line) throws JsonProcessingException {
        Line read = Json.mapper().readValue(line, Line.class);
        return new Known<>(key(read.subnet()), read.validation());
    }
}
