package dev.coatcheck.example;

/**
 * How far the step that is under way has come.
 *
 * @param step its name; empty where none is under way
 * @param done the products done
 * @param total the products to do
 */
record Progress(String step, int done, int total) {
    static final Progress NONE = new Progress("", 0, 0);
}
