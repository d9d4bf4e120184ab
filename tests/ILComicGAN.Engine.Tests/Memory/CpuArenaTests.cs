using CsCheck;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Engine.Tests.Memory;

public sealed unsafe class CpuArenaTests
{
    private const long Mega = 1 << 20;

    [Test]
    public void WhatIsGivenIsCutUpAndJoinedAgain()
    {
        CpuArena arena = new();
        float* whole = arena.Take(600 * Mega);
        arena.Give(whole);
        float* first = arena.Take(200 * Mega);
        float* second = arena.Take(300 * Mega);
        float* third = arena.Take(100 * Mega);
        Assert.That(arena.Held, Is.EqualTo(600 * Mega), "smaller buffers come out of the memory of a larger one");
        arena.Give(first);
        arena.Give(third);
        arena.Give(second);
        Assert.That(arena.Take(600 * Mega) == whole, Is.True, "and it is whole again after them");
        Assert.That(arena.Held, Is.EqualTo(600 * Mega));
        arena.Give(whole);
        arena.Trim();
        Assert.That(arena.Held, Is.Zero);
    }

    [Test]
    public void SmallBuffersAreNotInTheWayOfLargeOnes()
    {
        CpuArena arena = new();
        arena.Give(arena.Take(600 * Mega));
        float* small = arena.Take(3 * Mega);
        float* large = arena.Take(600 * Mega);
        Assert.That(arena.Held, Is.EqualTo(632 * Mega));
        arena.Give(large);
        arena.Give(small);
        arena.Trim();
    }

    [Test]
    public void UnusedSegmentsAreGivenBackBeforeMoreThanATenthOverThePeakIsHeld()
    {
        CpuArena arena = new();
        arena.Give(arena.Take(400 * Mega));
        float* larger = arena.Take(420 * Mega);
        Assert.That(arena.Held, Is.EqualTo(420 * Mega), "400 and 420 are more than 1.1 · 420");
        float* second = arena.Take(40 * Mega);
        Assert.That(arena.Held, Is.EqualTo(460 * Mega));
        arena.Give(larger);
        arena.Trim();
        Assert.That(arena.Held, Is.EqualTo(40 * Mega), "what is in use stays");
        arena.Give(second);
        arena.Trim();
    }

    /// <summary>Buffers keep what is written to them while others come and go, in any order.</summary>
    [Test]
    public void BuffersDoNotOverlap() => Gen.Int[0, 1 << 22].Select(Gen.Int[0, 1 << 30]).Array[1, 60].Sample(
        steps =>
        {
            CpuArena arena = new();
            List<(IntPtr Start, int Bytes, byte Mark)> live = [];
            foreach ((int size, int choice) in steps)
            {
                if (live.Count > 0 && choice % 5 < 2)
                {
                    Release(choice % live.Count);
                    continue;
                }

                byte mark = (byte)(choice | 1);
                float* start = arena.Take(size + 1);
                (((byte*)start)[0], ((byte*)start)[size]) = (mark, mark);
                live.Add(((IntPtr)start, size + 1, mark));
            }

            while (live.Count > 0)
            {
                Release(live.Count - 1);
            }

            arena.Trim();
            return arena.Held == 0;

            void Release(int index)
            {
                (IntPtr start, int bytes, byte mark) = live[index];
                byte* at = (byte*)start;
                Assert.That((at[0], at[bytes - 1]), Is.EqualTo((mark, mark)));
                arena.Give((float*)start);
                live.RemoveAt(index);
            }
        },
        iter: 200);
}
