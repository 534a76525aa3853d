package org.espalier.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.LayoutBase;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;

/// What is logged, and where: warnings, to standard error. A configuration in XML, which `-Dlogback.configurationFile=`
/// may still name, takes a tenth of a second to read, of every start.
@ConfiguratorRank(ConfiguratorRank.CUSTOM_TOP_PRIORITY)
public final class Logging extends ContextAwareBase implements Configurator {

    private static final Map<String, Level> QUIETER = Map.of(
            // On a machine without a GPU this logger warns at every start.
            "ai.djl.util.cuda.CudaUtils",
            Level.ERROR,
            // What matters of Spark comes back as an error with a remedy.
            "org.apache.spark",
            Level.ERROR,
            "org.apache.spark.scheduler.TaskSchedulerImpl",
            Level.OFF,
            "org.apache.spark.network.client.TransportClientFactory",
            Level.OFF,
            "org.apache.hadoop",
            Level.ERROR);

    /// Level, logger and message on a line, then the stack of what was thrown.
    private static final class Line extends LayoutBase<ILoggingEvent> {

        @Override
        public String doLayout(ILoggingEvent event) {
            String line = String.format(
                    Locale.ROOT,
                    "%-5s %s - %s%n",
                    event.getLevel(),
                    event.getLoggerName(),
                    event.getFormattedMessage());
            return event.getThrowableProxy() == null
                    ? line
                    : line + ThrowableProxyUtil.asString(event.getThrowableProxy());
        }
    }

    /// Made by the logging library, which finds it by its service file.
    public Logging() {}

    @Override
    public ExecutionStatus configure(LoggerContext logging) {
        if (System.getProperty("logback.configurationFile") != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        Line line = new Line();
        line.setContext(logging);
        line.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(logging);
        encoder.setLayout(line);
        encoder.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(logging);
        console.setName("STDERR");
        console.setTarget("System.err");
        console.setEncoder(encoder);
        console.start();
        logging.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
        logging.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(console);
        QUIETER.forEach((name, level) -> logging.getLogger(name).setLevel(level));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
