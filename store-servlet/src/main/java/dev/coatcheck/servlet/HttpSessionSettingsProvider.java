package dev.coatcheck.servlet;

import dev.coatcheck.Setting;
import dev.coatcheck.SettingsProvider;
import java.util.List;

/** Declares {@code coatcheck.http-session.*}. */
public final class HttpSessionSettingsProvider implements SettingsProvider {

    /** For {@link java.util.ServiceLoader}. */
    public HttpSessionSettingsProvider() {}

    @Override
    public String name() {
        return "http-session";
    }

    @Override
    public List<Setting<?>> settings() {
        return HttpSessionSettings.ALL;
    }
}
