package dev.coatcheck.servlet;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Setting;
import dev.coatcheck.SettingsProvider;
import java.util.List;

/** Declares {@code coatcheck.cookie.*}. */
public final class CookieSettingsProvider implements SettingsProvider {

    /** For {@link java.util.ServiceLoader}. */
    public CookieSettingsProvider() {}

    @Override
    public String name() {
        return "cookie";
    }

    @Override
    public List<Setting<?>> settings() {
        return CookieSettings.ALL;
    }

    @Override
    public void check(CoatcheckConfig config) {
        CookieSettings.requireCookieThatBrowsersKeep(config);
    }
}
