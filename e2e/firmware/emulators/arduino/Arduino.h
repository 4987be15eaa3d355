/* Arduino.h: as much of an Arduino core as an exported sketch uses, over semihosting, for boards
 * whose own core cannot be installed. */
#ifndef ARDUINO_H
#define ARDUINO_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

class __FlashStringHelper;
#define F(text) (reinterpret_cast<const __FlashStringHelper *>(text))

unsigned long micros();
unsigned long millis();

class Port {
  uint32_t baud; /* a whole word: the statics around it keep their places */

public:
  void begin(unsigned long);
  explicit operator bool();
  int read();
  size_t readBytes(char *buffer, size_t length);
  void print(char c);
  void print(int number);
  void print(unsigned int number);
  void print(unsigned long number);
  void print(const __FlashStringHelper *text);
  void println();
  template <typename T> void println(T what) {
    print(what);
    println();
  }
};

extern Port Serial;
#define SerialUSB Serial

void setup();
void loop();

#endif
