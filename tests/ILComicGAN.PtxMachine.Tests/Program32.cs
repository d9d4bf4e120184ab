using System.Runtime.InteropServices;
using ILComicGAN.PtxMachine.Execution;
using ILComicGAN.PtxMachine.Memory;

namespace ILComicGAN.PtxMachine.Tests;

/// <summary>
/// PTX for one warp: each lane reads its own element of up to four inputs into a, b, c, d, runs a body, and writes r.
/// </summary>
internal static class Program32
{
    /// <summary>Runs <paramref name="body"/> with registers of a type; inputs and results are bits.</summary>
    /// <param name="type">Of a, b, c, d, as “f32”.</param>
    /// <param name="resultType">Of r.</param>
    /// <param name="body">Reads %a to %d, writes %r; %p and %q are predicates, %t and %u 32 bits, %w 64 bits.</param>
    /// <param name="lanes">For each lane its inputs.</param>
    /// <param name="fuse">Whether products and sums may be fused.</param>
    public static ulong[] Run(string type, string resultType, string body, ulong[][] lanes, bool fuse = false)
    {
        bool wide = type.EndsWith("64", StringComparison.Ordinal);
        bool wideResult = resultType.EndsWith("64", StringComparison.Ordinal);
        string load = wide ? "b64" : type.EndsWith("16", StringComparison.Ordinal) ? "b16" : "b32";
        string register = wide ? "b64" : load == "b16" ? "b16" : type == "f32" ? "f32" : "b32";
        string resultLoad = wideResult ? "b64" : resultType.EndsWith("16", StringComparison.Ordinal) ? "b16" : "b32";
        string resultRegister = wideResult ? "b64" : resultLoad == "b16" ? "b16" : resultType == "f32" ? "f32" : "b32";
        string ptx = $$"""
            .version 7.8
            .target sm_86
            .address_size 64
            .visible .entry test(.param .u64 input, .param .u64 output)
            {
                .reg .pred %p, %q;
                .reg .b32 %t, %u, %v;
                .reg .b64 %w, %x, %at, %to;
                .reg .{{register}} %a, %b, %c, %d;
                .reg .{{resultRegister}} %r;
                .reg .b16 %h, %l;
                ld.param.u64 %at, [input];
                ld.param.u64 %to, [output];
                mov.u32 %t, %laneid;
                mul.wide.u32 %w, %t, 32;
                add.s64 %at, %at, %w;
                mul.wide.u32 %w, %t, 8;
                add.s64 %to, %to, %w;
                ld.global.{{load}} %a, [%at];
                ld.global.{{load}} %b, [%at+8];
                ld.global.{{load}} %c, [%at+16];
                ld.global.{{load}} %d, [%at+24];
                {{body}}
                st.global.{{resultLoad}} [%to], %r;
                ret;
            }
            """;
        using Machine machine = new(new MachineOptions { MemoryBytes = 1 << 24, Threads = 1, FuseMultiplyAdd = fuse });
        LoadedKernel kernel = machine.Load(ptx);
        Allocation input = machine.Memory.Allocate(32 * 32);
        Allocation output = machine.Memory.Allocate(32 * 8);
        ulong[] values = new ulong[128];
        for (int lane = 0; lane < 32; lane++)
        {
            ulong[] given = lanes[lane % lanes.Length];
            given.CopyTo(values.AsSpan(4 * lane));
        }

        machine.Memory.Write(input.Address, MemoryMarshal.AsBytes<ulong>(values));
        machine.Memory.Write(output.Address, new byte[256]);
        machine.Launch(kernel, new Extent(1), new Extent(32), MemoryMarshal.AsBytes<long>(new[] { input.Address, output.Address }));
        ulong[] results = new ulong[32];
        machine.Memory.Read(output.Address, MemoryMarshal.AsBytes(results.AsSpan()));
        return results;
    }

    public static ulong Bits(float value) => BitConverter.SingleToUInt32Bits(value);

    public static float Single(ulong bits) => BitConverter.UInt32BitsToSingle((uint)bits);
}
