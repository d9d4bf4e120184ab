using ILComicGAN.PtxMachine.Programs;

namespace ILComicGAN.PtxMachine.Execution;

/// <summary>
/// A warp: its registers, and a stack of the lanes that wait for others. Where lanes part, one side after the other runs
/// until both meet at the branch's immediate post-dominator.
/// </summary>
internal sealed unsafe class Warp
{
    private (int Block, uint Lanes, int Meeting)[] _stack = new (int, uint, int)[16];
    private int _depth;

    public byte* Frame { get; init; }

    public byte* Local { get; init; }

    public int Index { get; init; }

    public AsyncCopies Copies { get; } = new();

    /// <summary>Lanes that have not left the kernel.</summary>
    public uint Live { get; private set; }

    public WarpState State { get; set; }

    /// <summary>Instructions that it has run in this group.</summary>
    public long Instructions { get; set; }

    /// <summary>How many it may run at most, once the sanitizer has found something.</summary>
    public long? LastInstruction { get; set; }

    /// <summary>The barrier instruction it waits at.</summary>
    public Instruction? Waiting { get; set; }

    public int Block => _stack[_depth - 1].Block;

    public uint Lanes => _stack[_depth - 1].Lanes & Live;

    public void Start(uint lanes)
    {
        Live = lanes;
        _depth = 1;
        _stack[0] = (0, lanes, BasicBlock.End);
        State = lanes == 0 ? WarpState.Done : WarpState.Running;
        Waiting = null;
        (Instructions, LastInstruction) = (0, null);
        Copies.Start();
    }

    /// <summary>All active lanes go on at a block.</summary>
    public void GoTo(int block)
    {
        _stack[_depth - 1].Block = block;
        Settle();
    }

    /// <summary>Some lanes go to one block, the others to another.</summary>
    public void Part(int target, uint taken, int next, int meeting)
    {
        uint lanes = Lanes;
        uint stay = lanes & ~taken;
        if (stay == 0)
        {
            GoTo(target);
            return;
        }

        if (taken == 0)
        {
            GoTo(next);
            return;
        }

        // Where the whole entry waits for the same meeting already, it is replaced: loops do not deepen the stack.
        if (_stack[_depth - 1].Meeting == meeting && _depth > 1)
        {
            _depth--;
        }
        else
        {
            _stack[_depth - 1].Block = meeting;
        }

        Push(next, stay, meeting);
        Push(target, taken, meeting);
        Settle();
    }

    /// <summary>Lanes leave the kernel; the others go on at a block.</summary>
    public void Leave(uint lanes, int next)
    {
        uint stay = Lanes & ~lanes;
        Live &= ~lanes;
        if (stay != 0)
        {
            GoTo(next);
        }
        else
        {
            Settle();
        }
    }

    private void Push(int block, uint lanes, int meeting)
    {
        if (block == meeting)
        {
            return;
        }

        if (_depth == _stack.Length)
        {
            Array.Resize(ref _stack, 2 * _depth);
        }

        _stack[_depth++] = (block, lanes, meeting);
    }

    /// <summary>Takes away what has reached its meeting or has no lanes left.</summary>
    private void Settle()
    {
        while (_depth > 0)
        {
            ref (int Block, uint Lanes, int Meeting) top = ref _stack[_depth - 1];
            if ((top.Lanes & Live) == 0 || top.Block == BasicBlock.End || (_depth > 1 && top.Block == top.Meeting))
            {
                if (top.Block == BasicBlock.End)
                {
                    // Code that runs out of the body leaves the kernel.
                    Live &= ~(_depth == 1 || top.Meeting == BasicBlock.End ? top.Lanes : 0);
                }

                _depth--;
            }
            else
            {
                return;
            }
        }

        State = WarpState.Done;
    }
}
