package org.espalier.model.llava;

import java.util.List;
import org.espalier.task.TaskContext;

/// Something that answers prompts greedily.
public interface PromptAnswers {

    /// One answer per prompt, without the stop token.
    ///
    /// @param prompts with the same pictures; not empty
    /// @param mostNew tokens at most per answer
    List<int[]> answers(List<Prompt> prompts, int mostNew, TaskContext context);
}
