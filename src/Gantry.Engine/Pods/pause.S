/* Static ELF file, header and code in one segment. */
.code64
.org 0
base:
  .byte 0x7f,'E','L','F',2,1,1,0,0,0,0,0,0,0,0,0
  .short 2, 62
  .long 1
  .quad 0x400000 + (start - base)
  .quad phdr - base
  .quad 0
  .long 0
  .short 64, 56, 1, 64, 0, 0
phdr:
  .long 1, 5
  .quad 0, 0x400000, 0x400000
  .quad end - base, end - base, 0x1000
start:
  /* block SIGINT, SIGTERM, SIGCHLD: then even process 1 of a pid namespace receives them */
  push $0x14002            /* bits 1 (SIGINT), 14 (SIGTERM), 16 (SIGCHLD) */
  mov $14, %eax            /* rt_sigprocmask */
  xor %edi, %edi           /* SIG_BLOCK */
  mov %rsp, %rsi
  xor %edx, %edx
  mov $8, %r10d
  syscall
wait:
  mov $128, %eax           /* rt_sigtimedwait */
  mov %rsp, %rdi
  xor %esi, %esi
  xor %edx, %edx
  mov $8, %r10d
  syscall
  cmp $2, %eax
  je done
  cmp $15, %eax
  je done
reap:
  mov $61, %eax            /* wait4 */
  mov $-1, %edi
  xor %esi, %esi
  mov $1, %edx             /* WNOHANG */
  xor %r10d, %r10d
  syscall
  test %eax, %eax
  jg reap
  jmp wait
done:
  mov $231, %eax           /* exit_group */
  xor %edi, %edi
  syscall
end:
