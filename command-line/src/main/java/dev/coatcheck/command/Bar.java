package dev.coatcheck.command;

import java.nio.charset.Charset;
import java.time.Duration;
import java.util.OptionalLong;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar with rate and time left. For one thread. */
final class Bar implements Display {
    private static final int UPDATE_MILLIS = 200;
    private static final int UNKNOWN = -1;

    private final ProgressBar bar;

    Bar(String doing, int width) {
        boolean isUnicode = Charset.defaultCharset().newEncoder().canEncode('█');
        bar = new ProgressBarBuilder()
                .setTaskName(doing + " sessions")
                .setStyle(isUnicode ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII)
                .setInitialMax(UNKNOWN)
                .showSpeed()
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .setConsumer(new ConsoleProgressBarConsumer(System.err, width))
                .build();
    }

    @Override
    public void show(long sessions, OptionalLong total, long bytes, Duration elapsed) {
        bar.maxHint(total.orElse(UNKNOWN));
        bar.stepTo(sessions);
        bar.setExtraMessage(" " + Texts.bytes(Texts.perSecond(bytes, elapsed)) + "/s");
    }

    @Override
    public void close() {
        bar.close();
    }
}
