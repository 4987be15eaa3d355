/* arduino.cpp: the functions of Arduino.h. */
#include "Arduino.h"

extern "C" int board_read(void);
extern "C" void board_write(char c);
extern "C" uint32_t board_micros(void);

Port Serial;

unsigned long micros() { return board_micros(); }

unsigned long millis() { return board_micros() / 1000; }

/* Like a port of native USB: nobody has opened it at first. */
Port::operator bool() {
  static uint32_t asked;
  return ++asked > 3;
}

void Port::begin(unsigned long rate) { baud = rate; }

int Port::read() { return board_read(); }

size_t Port::readBytes(char *buffer, size_t length) {
  for (size_t i = 0; i < length; i++) {
    const int byte = read();
    if (byte < 0) return i;
    buffer[i] = (char)byte;
  }
  return length;
}

void Port::print(char c) { board_write(c); }

void Port::print(int number) {
  if (number < 0) print('-');
  print((unsigned long)(number < 0 ? -(long)number : number));
}

void Port::print(unsigned int number) { print((unsigned long)number); }

void Port::print(unsigned long number) {
  if (number > 9) print(number / 10);
  board_write((char)('0' + number % 10));
}

void Port::print(const __FlashStringHelper *text) {
  for (const char *c = reinterpret_cast<const char *>(text); *c; c++) board_write(*c);
}

void Port::println() { board_write('\n'); }

int main() {
  setup();
  for (;;) loop();
}
