package dev.coatcheck.servlet;

import jakarta.servlet.http.HttpSessionActivationListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import jakarta.servlet.http.HttpSessionEvent;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** An attribute that notes what becomes of it. */
final class ListeningCoat implements HttpSessionBindingListener, HttpSessionActivationListener, Serializable {
    private static final long serialVersionUID = 1;

    private final String colour;

    ListeningCoat(String colour) {
        this.colour = colour;
    }

    /** What all have noted. */
    static final class Log {
        private static final List<String> NOTES = new ArrayList<>();

        private Log() {}

        static synchronized void add(String note) {
            NOTES.add(note);
        }

        static synchronized List<String> take() {
            List<String> all = List.copyOf(NOTES);
            NOTES.clear();
            return all;
        }
    }

    @Override
    public void valueBound(HttpSessionBindingEvent event) {
        Log.add(colour + " bound as " + event.getName());
    }

    @Override
    public void valueUnbound(HttpSessionBindingEvent event) {
        Log.add(colour + " unbound as " + event.getName());
    }

    @Override
    public void sessionDidActivate(HttpSessionEvent event) {
        Log.add(colour + " is out of the store");
    }

    @Override
    public void sessionWillPassivate(HttpSessionEvent event) {
        Log.add(colour + " goes into the store");
    }
}
