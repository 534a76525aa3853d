package org.espalier.workbench.step;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.espalier.search.nas.Candidate;
import org.espalier.search.nas.SubnetSearch;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;

/// Candidates and generations as events.
record SubnetEvents(TaskContext context) implements SubnetSearch.Listener {

    @Override
    public void candidate(Candidate c, boolean best) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("generation", c.generation());
        fields.put("origin", c.origin());
        fields.put("validation", c.validation());
        fields.put("peakBytes", c.peakBytes());
        fields.put("flashBytes", c.flashBytes());
        fields.put("macs", c.macs());
        fields.put("milliseconds", c.milliseconds());
        fields.put("parameters", c.parameters());
        fields.put("depth", c.subnet().depth());
        fields.put("embedDim", c.subnet().embedDim());
        fields.put("heads", new ArrayList<>(c.subnet().heads()));
        fields.put("mlpRatio", new ArrayList<>(c.subnet().mlpRatio()));
        fields.put("best", best);
        context.emit(new TaskEvent("candidate", fields));
    }

    @Override
    public void generation(SubnetSearch.Generation g) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("generation", g.generation());
        fields.put("best", g.best());
        fields.put("mean", g.mean());
        fields.put("measured", g.measured());
        context.emit(new TaskEvent("generation", fields));
    }
}
