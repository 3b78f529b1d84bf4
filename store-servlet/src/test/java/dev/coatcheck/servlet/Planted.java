package dev.coatcheck.servlet;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;

/** What somebody who can write into the store would like to bring to life. */
final class Planted implements Serializable {
    private static final long serialVersionUID = 1;

    static boolean wasRead;

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        wasRead = true;
        in.defaultReadObject();
    }
}
