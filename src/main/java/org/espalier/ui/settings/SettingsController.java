package org.espalier.ui.settings;

import java.util.List;
import javafx.scene.Parent;
import org.espalier.model.ComputeDevice;
import org.espalier.task.Programs;
import org.espalier.task.WorkbenchException;
import org.espalier.ui.session.Command;
import org.espalier.ui.session.Page;
import org.espalier.ui.session.Places;
import org.espalier.ui.session.Session;
import org.espalier.ui.task.Latest;
import org.espalier.ui.text.Words;
import org.espalier.workbench.step.CudaStep;
import org.espalier.workbench.step.DoctorStep;
import org.espalier.workbench.step.SparkTarget;

/// Ties the Settings page to the session's appearance and preferences.
public final class SettingsController implements Page {

    private static final double PAUSE_MILLIS = 250;
    private static final String ENGINE = "PyTorch engine";
    private static final List<String> TOOLS =
            List.of("arm-none-eabi-gcc", "make", "openocd", "st-flash", "dfu-util", "qemu-system-arm");

    private final Session session;
    private final SettingsModel model = new SettingsModel();
    private final SettingsView view;
    private final Latest<List<SettingsModel.Tool>> looking;

    /// The page for `session`.
    public SettingsController(Session session) {
        this.session = session;
        looking = new Latest<>(session.tasks(), PAUSE_MILLIS);
        model.theme.bindBidirectional(session.appearance().themeProperty());
        model.size.bindBidirectional(session.appearance().sizeProperty());
        model.folders.set(session.preferences().get(Session.TOOLS, ""));
        model.folders.addListener((_, _, folders) -> {
            session.setTools(folders);
            look();
        });
        model.spark.set(session.preferences().get(Session.SPARK, ""));
        model.spark.subscribe(master -> {
            session.preferences().putSoon(Session.SPARK, master.strip());
            checkSpark();
        });
        view = new SettingsView(model, session::setDevice, this::resetLayout);
    }

    private void look() {
        looking.request(
                Words.of("settings.tools.looking"),
                _ -> TOOLS.stream()
                        .map(name -> new SettingsModel.Tool(
                                name, Programs.find(name).map(Places::of).orElse("")))
                        .toList(),
                model.tools::set,
                error -> model.said.set(error.getMessage()));
    }

    /// Says at once what a search would say when it starts.
    private void checkSpark() {
        SparkTarget target = session.spark();
        try {
            SparkTarget.check(target);
            model.sparkWrong.set(false);
            model.sparkSaid.set(
                    target == null
                            ? Words.of("settings.spark.here")
                            : Words.of("settings.spark.there", target.master()));
        } catch (WorkbenchException e) {
            model.sparkWrong.set(true);
            model.sparkSaid.set(Words.of("settings.spark.wrong", e.getMessage(), e.remedy()));
        }
    }

    private void lookForCuda() {
        session.tasks()
                .load(
                        Words.of("settings.engine.looking"),
                        context -> new CudaStep().run(new CudaStep.Parameters(), context))
                .done(this::show);
    }

    /// What was chosen before is chosen where it can be used; what cannot is not offered, and says why.
    private void show(CudaStep.Result cuda) {
        model.cudaUsable.set(cuda.usable());
        model.device.set(cuda.usable() ? ComputeDevice.chosen() : ComputeDevice.CPU);
        model.cuda.set(
                cuda.usable()
                        ? Words.of("settings.cuda.used", cuda.processors())
                        : Words.of("settings.cuda.not", String.join("; ", cuda.lacks())));
    }

    private void resetLayout() {
        session.preferences().resetLayout();
        model.said.set(Words.of("settings.layout.said"));
    }

    @Override
    public List<Command> commands() {
        return List.of();
    }

    @Override
    public Parent view() {
        return view;
    }

    @Override
    public void shown() {
        model.said.set("");
        look();
        if (model.cuda.get().isEmpty()) {
            lookForCuda();
        }
        if (model.engine.get().isEmpty()) {
            session.tasks()
                    .load(
                            Words.of("settings.engine.looking"),
                            context -> new DoctorStep().run(new DoctorStep.Parameters(), context))
                    .done(result -> model.engine.set(result.items().stream()
                            .filter(item -> item.name().equals(ENGINE))
                            .map(DoctorStep.Item::detail)
                            .findFirst()
                            .orElse("")));
        }
    }
}
