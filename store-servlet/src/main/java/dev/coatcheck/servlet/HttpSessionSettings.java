package dev.coatcheck.servlet;

import dev.coatcheck.Setting;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The settings of {@code request.getSession()}. */
public final class HttpSessionSettings {
    private static final String CLASS = "[\\p{L}_$][\\p{L}\\p{N}_$]*(\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)*(\\.\\*\\*?)?";

    /** Whether {@code request.getSession()} is the Coatcheck session, in place of the container's. */
    public static final Setting<Boolean> ENABLED = Setting.bool("coatcheck.http-session.enabled", "false");

    /**
     * The classes of which an attribute may be made that has no declared key, beside the platform's values and
     * collections and what Spring itself keeps in sessions: names of classes, packages ({@code com.example.*}) or
     * packages with all below them ({@code com.example.**}), with commas between them.
     */
    public static final Setting<List<String>> ALLOW = Setting.of(
            "coatcheck.http-session.allow",
            "",
            "names of classes or packages, such as com.example.Cart or com.example.**, with commas between them",
            HttpSessionSettings::names);

    static final List<Setting<?>> ALL = List.of(ENABLED, ALLOW);

    private HttpSessionSettings() {}

    private static Optional<List<String>> names(String text) {
        List<String> names = text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        return names.stream().allMatch(name -> name.matches(CLASS)) ? Optional.of(names) : Optional.empty();
    }
}
